"""The words for the numbers of +CME ERROR that 27.007 defines (9.2), with those of the module at hand.

Loaded when somebody asks for the words. Attribute of the profile read here: `cme_words`, the file with the words for the
module's own numbers, "yuge.cme_words"; "" when there is none.
"""

from .compat import const
from .loading import passing

# One row a number; in parts, because a worn heap has no room for all in one piece.
# fmt: off
_TABLE = const((
    b"""
0 phone failure
1 no connection to phone
2 phone-adaptor link reserved
3 operation not allowed
4 operation not supported
5 PH-SIM PIN required
6 PH-FSIM PIN required
7 PH-FSIM PUK required
10 SIM not inserted
11 SIM PIN required
12 SIM PUK required
13 SIM failure
14 SIM busy
15 SIM wrong
16 incorrect password
17 SIM PIN2 required
18 SIM PUK2 required
20 memory full
21 invalid index
22 not found
23 memory failure
24 text string too long
25 invalid characters in text string
26 dial string too long
27 invalid characters in dial string
30 no network service
31 network timeout
32 network not allowed - emergency calls only
40 network personalization PIN required
41 network personalization PUK required
42 network subset personalization PIN required
43 network subset personalization PUK required
44 service provider personalization PIN required
45 service provider personalization PUK required
46 corporate personalization PIN required
47 corporate personalization PUK required
48 hidden key required
49 EAP method not supported
50 incorrect parameters
51 command implemented but currently disabled
52 command aborted by user
53 not attached to network due to MT functionality restrictions
54 modem not allowed - MT restricted to emergency calls only
55 operation not allowed because of MT functionality restrictions
56 fixed dial number only allowed
57 temporarily out of service due to other MT usage
58 language/alphabet not supported
59 unexpected data value
60 system failure
61 data missing
""",
    b"""
62 call barred
63 message waiting indication subscription failure
100 unknown
103 Illegal MS
106 Illegal ME
107 GPRS services not allowed
108 GPRS and non-GPRS services not allowed
111 PLMN not allowed
112 Location area not allowed
113 Roaming not allowed in this location area
114 GPRS services not allowed in this PLMN
115 no suitable cells in location area
122 congestion
125 not authorized for this CSG
126 insufficient resources
127 missing or unknown APN
128 unknown PDP address or PDP type
129 user authentication failed
130 activation rejected by GGSN, Serving GW or PDN GW
131 activation rejected, unspecified
132 service option not supported
133 requested service option not subscribed
134 service option temporarily out of order
140 feature not supported
141 semantic error in the TFT operation
142 syntactical error in the TFT operation
143 unknown PDP context
144 semantic errors in packet filters
145 syntactical errors in packet filters
146 PDP context without TFT already activated
148 unspecified GPRS error
149 PDP authentication failure
150 invalid mobile class
""",
))
# fmt: on


def find(table, code):
    """The words in a table's row, "" when it has none."""
    row = b"\n%d " % code
    for part in table:
        start = part.find(row)
        if start >= 0:
            start += len(row)
            return str(part[start : part.find(b"\n", start)], "utf-8")
    return ""


def text(code, words=""):
    """The words for a number as str, "" for a number that nobody defines. `words`: the profile's `cme_words`.

    Where a module departs from the standard: its own words / the standard's.
    """
    found = find(_TABLE, code)
    own = passing(words).text(code, find) if words else ""
    return own + " / " + found if own and found else own or found
