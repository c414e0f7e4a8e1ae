"""Source for figure scripts: what they note of their own doing."""

NOTE_BASES = """
from webagg.stream.stream import FrameStream
bases = []
update_since = FrameStream.update_since
def noted(self, frame_id, *args):
    bases.append(frame_id)
    return update_since(self, frame_id, *args)
FrameStream.update_since = noted
"""
"""`bases`: the frame that each update was asked from, None for a whole picture."""
