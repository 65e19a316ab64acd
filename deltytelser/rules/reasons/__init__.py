"""Why a proposal became what it did: the rows of every stage with their cells, in words."""
