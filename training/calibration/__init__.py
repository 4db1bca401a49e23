"""How often readings are right: counted on labelled reports, made into the curves that the reader ships with."""
