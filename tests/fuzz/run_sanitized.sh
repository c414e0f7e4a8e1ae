#!/bin/sh
# Build the compiled core with address and undefined-behaviour sanitizers in a folder of
# its own, run its tests in it, look for races between its threads, then fuzz for a moment:
# run_sanitized.sh [FUZZ_SECONDS]
# Needs a C compiler with libasan, libubsan and libtsan; the fuzzing also clang and zlib's
# headers.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
python=${PYTHON:-$root/.venv/bin/python}
[ -x "$python" ] || python=python3
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

cp -r "$root/src" "$root/setup.py" "$root/pyproject.toml" "$root/README.md" \
    "$root/LICENSE" "$build" 2>/dev/null || cp -r "$root/src" "$root/setup.py" "$build"
find "$build/src" -name '*.so' -delete
flags="-g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all"
# Python's own allocator hides overruns of what it hands out.
export PYTHONMALLOC=malloc
(cd "$build" && CFLAGS="$flags" LDFLAGS="-fsanitize=address,undefined" WEBAGG_DEBUG=1 \
    "$python" setup.py --quiet build_ext --inplace --parallel 2)

# Python is not built with the sanitizer: its runtime must be loaded first. Python itself
# leaks on purpose, so leaks are not looked for here; the fuzzer does that.
preload=$(${CC:-gcc} -print-file-name=libasan.so):$(${CC:-gcc} -print-file-name=libubsan.so)
cd "$root"
LD_PRELOAD=$preload ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 \
    PYTHONPATH=$build/src "$python" "$here/check_core.py" "$build/src" \
    tests/test_picture.py tests/test_frame.py tests/test_png.py tests/test_large.py tests/test_together.py \
    tests/stream/test_stream.py tests/stream/test_update.py

# The second thread: races under one sanitizer, forks under the others, which allow them.
for sanitizer in thread address,undefined; do
    ${CC:-gcc} -g -O1 -pthread "-fsanitize=$sanitizer" -fno-sanitize-recover=all \
        -I"$build/src/webagg/_native" "$here/threads.c" "$build/src/webagg/_native/worker.c" \
        -o "$build/threads"
    if [ "$sanitizer" = thread ]; then "$build/threads"; else "$build/threads" forks; fi
done

if command -v "${CLANG:-clang}" >/dev/null; then
    sh "$here/run.sh" "${1:-20}" >"$build/fuzz.log" 2>&1 || { tail -50 "$build/fuzz.log"; exit 1; }
    grep "stat::number_of_executed_units" "$build/fuzz.log"
fi
