"""What people corrected as training data: cells cut for the reader of figures, and a trial of the whole loop."""
