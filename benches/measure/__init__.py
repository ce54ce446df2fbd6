"""The measurements, a file each, on the rig of `rig.py`."""
