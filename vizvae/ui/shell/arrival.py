"""Keys of a visitor's session that the router sets, for `vizvae.ui.address.session`: how the visitor has come to where they are."""

ARRIVED = "arrived"
"""Set when a visitor comes to a page, or goes back or forward to another state of it: then the address is newer than the view, while
otherwise it is older."""
BY_HISTORY = "by_history"
"""Set at every run: whether Back or Forward has led here. Then even an address that says nothing says what to show."""
