#!/bin/sh
# Fuzz the C kernels under sanitizers, coverage-guided: run.sh [SECONDS] [CORPUS]
# Needs clang with libFuzzer, and zlib's headers. NATIVE names another folder of kernels.
set -eu
seconds=${1:-60}
here=$(cd "$(dirname "$0")" && pwd)
native=${NATIVE:-$here/../../src/webagg/_native}
build=$(mktemp -d)
corpus=${2:-$build/corpus}
mkdir -p "$corpus"
trap 'rm -rf "$build"' EXIT
${CLANG:-clang} -g -O1 -fno-omit-frame-pointer -fsanitize=fuzzer,address,undefined \
    -fno-sanitize-recover=all -I"$native" "$here"/fuzz_*.c "$native"/*.c \
    -lz -lm -o "$build/fuzz_kernels"
cd "$build"
"$build/fuzz_kernels" -max_total_time="$seconds" -max_len=8192 -print_final_stats=1 \
    -artifact_prefix="$here/" "$corpus"
