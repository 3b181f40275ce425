"""Sphinx configuration of the handbook's site; tools/site/build.py runs it."""

project = "ucore-cc"
html_title = "ucore-cc handbook"
author = "the ucore-cc authors"

extensions = ["myst_parser", "extension"]
# The pages are Markdown; their links into the tree have this scheme (tools/site/pages.py).
myst_url_schemes = ("http", "https", "mailto", "repo")
myst_heading_anchors = 6
source_suffix = {".md": "markdown"}
root_doc = "index"
# Only the pages that the table of contents of the first page does not name would be told.
suppress_warnings = ["myst.header"]

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_domain_indices = False
html_use_index = False
smartquotes = False
highlight_language = "text"
pygments_style = "tango"
pygments_dark_style = "github-dark"
html_theme_options = {
    "navigation_with_keys": False,
    "light_css_variables": {
        "color-brand-primary": "#0b5f8a",
        "color-brand-content": "#0b5f8a",
    },
    "dark_css_variables": {
        "color-brand-primary": "#6cc4f0",
        "color-brand-content": "#6cc4f0",
    },
}
