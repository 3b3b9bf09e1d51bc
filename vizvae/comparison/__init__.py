"""The models that stand beside the variational autoencoders on the compare page, and what they are compared by."""
