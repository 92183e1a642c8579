"""The words for the numbers of +CME ERROR (27.007 9.2; YM310 manual 3.13).

Loaded when somebody asks for the words. From 49 to 63 the YM310 departs from the standard: its own words / the standard's.
"""

from .compat import const

# One row a number; in parts, because a worn heap has no room for all in one piece. The spelling is the manual's.
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
49 EXE_NOT_SURPORT / EAP method not supported
50 EXE_FAIL / incorrect parameters
51 NO MEMORY / command implemented but currently disabled
52 OPTION NOT SURPORT / command aborted by user
53 parameters are invalid / not attached to network due to MT functionality restrictions
54 EXT_REG_NOT_EXIT / modem not allowed - MT restricted to emergency calls only
55 EXT_SMS_NOT_EXIT / operation not allowed because of MT functionality restrictions
56 EXT_PBK_NOT_EXIT / fixed dial number only allowed
57 EXT_FFS_NOT_EXIT / temporarily out of service due to other MT usage
58 INVALID_COMMAND_LINE / language/alphabet not supported
59 ITF_DIFFERENT / unexpected data value
""",
    b"""
60 BURN_FLASH_FAIL / system failure
61 TFLASH NOT EXIST / data missing
62 FILE NOT EXIST / call barred
63 FILE TOO LARGE / message waiting indication subscription failure
96 INVALID DATE OR TIME
97 DIR CREATE FAIL
98 DIR NOT EXIST
99 NOT IMPLEMENTED
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
""",
    b"""
148 unspecified GPRS error
149 PDP authentication failure
150 invalid mobile class
151 AT command timeout
181 UNSUPPORTED QCI VALUE
214 SS_UNKNOWN_SUBSCRIBER
222 SS_ILLEGAL_SUBSCRIBER
223 SS_BRERSERV_NOT_PROV
224 SS_TELESERV_NOT_PROV
225 SS_ILLEGAL_EQUIPMENT
226 SS_CALL_BARRED
229 SS_ILLEGAL_OPERATION
230 SS_ERROR_STATUS
231 SS_NOT_AVAILABLE
232 SS_SUBS_VIOLATION
233 SS_INCOMPATIBILITY
234 SS_FACILITY_NOT_SUPPORTED
240 SS_ABSENT_SUBSCRIBER
247 SS_SYSTEM_FAILURE
248 SS_DATA_MISSING
249 SS_UNEXPECTED_DATA_VALUE
250 SS_PWD_REGISTRATION_FAILURE
251 SS_NEGATIVE_PWD_CHECK
256 SS_NUMOF_PWD_ATTEMPT_VIOL
264 SIM VERIFY FAIL
265 SIM UNBLOCK FAIL
266 SIM CONDITION NO FULLFILLED
267 SIM UNBLOCK FAIL NO LEFT
268 SIM VERIFY FAIL NO LEFT
269 SIM INVALID PARAMETER
""",
    b"""
270 SIM UNKNOW COMMAND
271 SIM WRONG CLASS
272 SIM TECHNICAL PROBLEM
273 SIM CHV NEED UNBLOCK
274 SIM NOEF SELECTED
275 SIM FILE UNMATCH COMMAND
276 SIM CONTRADICTION CHV
277 SIM CONTRADICTION INVALIDATION
278 SIM MAXVALUE REACHED
279 SIM PATTERN NOT FOUND
280 SIM FILEID NOT FOUND
281 SIM STK BUSY
282 SIM UNKNOW
283 SIM PROFILE ERROR
284 SS_UNKNOWN_ALPHABET
285 SS_USSD_BUSY
339 SS_MAXMPTY_CALLS_EXCEEDED
340 SS_RESOURCES_NOT_AVAILABLE
501 WIFI labtool return error
502 BT labtool return error
503 FM labtool return error
504 MRD file already exist
505 MRD file with same version already exist
506 MRD file with newer version already exist
507 MRD authorization failure
508 (U)SIM PUK blocked
509 Vendor not supported
510 NVM path not exist
511 NVM file come f g error
""",
    b"""
535 PROTOCOL stack busy
600 BTSAP card not accessible
601 BTSAP card powered off
602 BTSAP card removed
603 BTSAP card powered on
604 BTSAP data not available
605 BTSAP not supported
606 Non-Production mode
753 missing required cmd parameter
754 Invalid SIM command
755 Invalid file id
756 Missing required P1/2/3 parameter
757 Invalid P1/2/3 parameter
758 Missing required command data
759 invalid characters in command data
765 Invalid input value
766 Unsupported mode
767 Operation failed
768 Mux already running
769 Unable to get control
770 SIM network reject
771 Call setup in progress
772 SIM powered down
773 SIM file not present
774 RAC refresh net time failure
791 Param count not enough
792 Param count beyond
793 Param value range beyond
794 Param type not match
795 Param format invalid
796 Get a null param
797 CFUN state is 0 or 4
810 No Error
811 Unrecognized Command
812 Return Value Error
813 Syntax Error
814 Unspecified Error
""",
    b"""
815 Data Transfer Already
816 Action Already
817 Not At Cmd
818 Multi Cmd too long
819 Abort Cops
820 No Call Disc
821 BT SAP Undefined
822 BT SAP Not Accessible
823 BT SAP Card Removed
824 AT Not Allowed By Customer
890 GPS_NOT_RUNNING
891 GPS_IS_RUNNING
892 GPS_IS_FIXING
893 GPS_IS_SLEEPING
894 GPS_NOT_SLEEPING
900 DIAED_REJECT
901 PDP_NO_ACTIVE
902 PDP_ACTIVE
910 TCP_CONNECTION_REJECT
911 TCP_CONNECT_OVERTIME
912 SOCKET_CONNECTION_EXIST
913 SOCKET_CONNECTION_NOT_EXIST
914 BUFFER_OVER_SIZE
915 SENDING_OVERTIME
916 DNS_EXIST
917 DNS_PARSE_OVERTIME
918 DNS_PARSE_ERROR
980 INPUT_VALUE_ERROR
981 OTHER_ERROR
982 ERROR
983 NOT_ALLOWED
1000 UPGRADE_INVALID_URL
1001 UPGRADE_NET_ERROR
1002 UPGRADE_SERVER_CONNECT_ERROR
1003 UPGRADE_INVALID_FILE
1004 UPGRADE_SERVER_RESPONSE_ERROR
1005 UPGRADE_WRITE_FLASH_ERROR
1006 UPGRADE_ERROR
65535 Other Error
""",
))
# fmt: on


def text(code):
    """The words for a number as str, "" for a number the table does not have. Takes no command."""
    row = b"\n%d " % code
    for part in _TABLE:
        start = part.find(row)
        if start >= 0:
            start += len(row)
            return str(part[start : part.find(b"\n", start)], "utf-8")
    return ""
