# How the numbers of a refusal read, by the manuals of the module that gave them.
from atmodem.errors import CommandError
from support import world
from support.program import error_of, opened

SETUP = {"module": ["ec20", "ym310"], "arguments": ["--booted"]}
WORDS = {
    "ec20": {505: "GNSS session not active", 10: "SIM not inserted"},
    "ym310": {901: "PDP_NO_ACTIVE", 10: "SIM not inserted"},
}


@opened
async def test_words_of_a_refusal(modem):
    for code, words in WORDS[world.module()].items():
        world.ask("modem at AT+CSQ: error %d" % code)
        error = await error_of(modem.network.signal(), CommandError)
        assert (error.code, error.text) == (code, words)
