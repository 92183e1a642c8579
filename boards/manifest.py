# Freeze the library into firmware: make BOARD=... FROZEN_MANIFEST=<this file>
metadata(description="Cellular modules over AT commands", version="0.1.0")
package("atmodem", base_path="../lib", opt=3)
