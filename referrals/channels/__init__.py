"""The ways a letter leaves by, behind one port."""
