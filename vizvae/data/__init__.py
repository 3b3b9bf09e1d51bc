"""Images to train on, to encode and to evaluate with."""
