"""Data: images of one's own, from a drop to a data set; and the sets that were added."""

from vizvae.ui.data.looks import looks
from vizvae.ui.shell.page import Page

PAGE = Page(name="data", title="Data", icon=":material/photo_library:", close=lambda: looks().close())
