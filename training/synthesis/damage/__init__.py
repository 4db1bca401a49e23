"""What scanners, faxes, copiers, stamps and cameras do to a page, in levels, with every point carried along."""
