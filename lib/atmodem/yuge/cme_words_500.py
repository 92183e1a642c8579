# The YM310's own numbers of +CME ERROR from 500 on: rows as in cme.py, loaded by cme_words.py. Source: manual 3.13.
# fmt: off
TABLE = (
    b"""
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
""",
    b"""
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
)
# fmt: on
