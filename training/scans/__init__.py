"""Training of what reads the picture of a page: pages with the places of their cells and figures."""
