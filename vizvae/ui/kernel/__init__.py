"""The pages' addresses answered without a server, where Python itself stands beside the page: in the kernel of a notebook."""
