"""Texts of the error codes (27.007 9.2; MQTT refusals after the MQTT commands manual V1.0.2)."""

CME = {
    3: "operation not allowed", 4: "operation not supported", 10: "SIM not inserted", 11: "SIM PIN required",
    12: "SIM PUK required", 13: "SIM failure", 14: "SIM busy", 16: "incorrect password", 30: "no network service",
    50: "incorrect parameters", 100: "unknown", 700: "protocol version refused", 701: "client id refused",
    702: "server unavailable", 703: "bad user name or password", 704: "not authorized",
}
NOT_ALLOWED, BAD_PARAMETER, REFUSED = 3, 50, 699           # REFUSED + return code of CONNACK
