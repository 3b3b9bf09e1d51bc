"""Texts that Markdown, Streamlit or a browser would take for more than text."""

HOSTILE = [
    "![x](http://elsewhere.example/x.png)",
    "[press](http://elsewhere.example)",
    "<img src=http://elsewhere.example/x.png>",
    "http://elsewhere.example",
    "www.elsewhere.example",
    "a@elsewhere.example",
    ":material/home:",
    ":red[x]",
    ":smile:",
    "$x^2$",
    "**x** _y_ ~z~",
    "`a` ![x](http://elsewhere.example/x.png) `",
    "``![x](http://elsewhere.example/x.png)`",
    "\\![x](http://elsewhere.example/x.png)",
    "\\`![x](http://elsewhere.example/x.png)\\`",
    "# x",
    "1. x",
    "&lt;img&gt;",
    "a\n\n![x](http://elsewhere.example/x.png)",
    "a\r- b",
]
