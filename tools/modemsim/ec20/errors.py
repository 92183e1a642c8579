"""Texts of the error codes (Quectel EC2x AT Commands Manual, chapter 14; TCP/IP manual; files manual)."""

CME = {
    0: "phone failure", 1: "no connection to phone", 2: "phone-adaptor link reserved", 3: "operation not allowed",
    4: "operation not supported", 5: "PH-SIM PIN required", 6: "PH-FSIM PIN required", 7: "PH-FSIM PUK required",
    10: "SIM not inserted", 11: "SIM PIN required", 12: "SIM PUK required", 13: "SIM failure", 14: "SIM busy", 15: "SIM wrong",
    16: "incorrect password", 17: "SIM PIN2 required", 18: "SIM PUK2 required", 20: "memory full", 21: "invalid index",
    22: "not found", 23: "memory failure", 24: "text string too long", 25: "invalid characters in text string",
    26: "dial string too long", 27: "invalid characters in dial string", 30: "no network service", 31: "network timeout",
    32: "network not allowed - emergency calls only", 50: "incorrect parameters", 100: "unknown", 103: "illegal MS",
    106: "illegal ME", 107: "GPRS services not allowed", 111: "PLMN not allowed", 112: "location area not allowed",
    113: "roaming not allowed in this location area", 148: "unspecified GPRS error", 149: "PDP authentication failure",
    150: "invalid mobile class",
    400: "invalid input value", 401: "larger than the size of the file", 402: "read zero byte", 403: "drive full",
    405: "file not found", 406: "invalid file name", 407: "file already exist", 409: "write the file fail",
    410: "open the file fail", 411: "read the file fail", 413: "reach the max number of file allowed to be opened",
    416: "file handle not found", 421: "timeout",
    603: "FTP server busy", 605: "network error", 606: "control connection closed", 609: "timeout error",
    610: "invalid parameter",
    703: "HTTP busy", 705: "HTTP no GET/POST requests", 709: "HTTP network deactivated", 711: "HTTP URL error",
    712: "HTTP empty URL", 726: "HTTP input timeout", 730: "HTTP invalid parameter",
    501: "invalid parameter", 502: "operation not supported", 503: "GNSS subsystem busy", 504: "session is ongoing",
    505: "session not active", 506: "operation timeout", 507: "function not enabled", 516: "not fixed now", 549: "unknown error",
}
CMS = {300: "ME failure", 302: "operation not allowed", 303: "operation not supported", 310: "SIM not inserted", 500: "unknown"}

TCPIP = {
    0: "operate successfully", 550: "unknown error", 551: "operation blocked", 552: "invalid parameters",
    553: "memory not enough", 554: "create socket failed", 555: "operation not supported",
    556: "socket bind failed", 557: "socket listen failed",
    558: "socket write failed", 559: "socket read failed", 560: "socket accept failed", 561: "open PDP context failed",
    562: "close PDP context failed", 563: "socket identity has been used", 564: "DNS busy", 565: "DNS parse failed",
    566: "socket connect failed", 567: "socket has been closed", 568: "operation busy", 569: "operation timeout",
    570: "PDP context broken down", 571: "cancel send", 572: "operation not allowed", 573: "APN not configured", 574: "port busy",
}
