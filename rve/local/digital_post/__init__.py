"""A stand-in for the digital post service, so that the demo and the tests have one that answers."""
