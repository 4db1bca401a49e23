"""What people decided, handed on for training: exports with pictures of cells, and Label Studio there and back."""
