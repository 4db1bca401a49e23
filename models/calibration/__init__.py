"""From how sure the parts of a reading are to the probability that the reading is right."""
