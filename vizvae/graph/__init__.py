"""Graph variational autoencoders: graphs, encoders, decoders, training, and what the embedding says about edges."""
