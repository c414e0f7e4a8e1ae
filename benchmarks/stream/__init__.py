"""What the stream does under load: run ``python -m stream --help`` in this folder."""
