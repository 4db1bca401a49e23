"""Training of the token classifier: examples, network, pre-training, fine-tuning, export, evaluation."""
