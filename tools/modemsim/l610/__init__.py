"""Fibocom L610, after the guide "L610 application guide: standard MQTT" V1.0.0; what it leaves open is a setting."""
