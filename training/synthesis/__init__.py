"""The synthetic archive: reports made from the form's data, with everything about them known."""
