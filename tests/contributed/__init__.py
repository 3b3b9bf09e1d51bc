"""What tests/contract/test_contributing.py asks of the examples in CONTRIBUTING.md, inside the copy to which they have been added."""
