"""How much a spreadsheet may hold: beyond this it is no file of answers, or is made to fill the memory."""

LARGEST_FILE = 30_000_000
LARGEST_OLD_FILE = 15_000_000
"""Of a .xls workbook, which is read whole."""
LARGEST_TEXT_FILE = 20_000_000
MOST_LINES = 500_000
"""Of delimited text: an answer may take several."""
LARGEST_UNPACKED = 150_000_000
"""Of a whole package, images included."""
LARGEST_PART = 60_000_000
"""Of one XML file in a package."""
MOST_ENTRIES = 2_000
DEEPEST = 100
"""Elements inside one another in an XML file; spreadsheets have about ten."""
MOST_ELEMENTS = 1_200_000
"""In all XML files of a package: a filled cell takes two or three, one that is only formatted takes one."""
LONGEST_TOKEN = 2_000_000
"""Bytes of one tag or one comment of an XML file."""
MOST_TAGS = 5_000
"""Different names of elements and attributes in an XML file; spreadsheets have a few hundred."""
MOST_SHEETS = 200
MOST_ROWS = 20_000
MOST_COLUMNS = 500
MOST_CELLS = 300_000
LONGEST_TEXT = 32_767
"""Characters in one cell: what spreadsheets themselves allow."""
MOST_CHARACTERS = 40_000_000
"""Of all texts of a workbook."""
MOST_MERGED = 5_000
WIDEST_AREA = 300_000
"""Cells that all merged ranges and all links of a workbook cover together."""
MOST_LINKS = 20_000
MOST_RELATIONS = 30_000
"""Between the parts of a package: one for each link to a page of the web, and a few more."""
MOST_STYLES = 65_500
MOST_NAMES = 5_000
MOST_COLUMN_GROUPS = 16_384
MOST_RECORDS = 700_000
"""Of a .xls workbook: one or two for a cell."""
