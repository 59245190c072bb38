"""The words of the manual: a page a subject, each with the name of its picture."""

from typing import NamedTuple

from titrator.core.language import say


class Page(NamedTuple):
    """One page: heading, the picture `resources/help/<picture>.png`, and its sentences."""

    heading: str
    picture: str
    lines: tuple[str, ...]


PAGES = (
    Page(
        say("The screen"),
        "screen",
        (
            (
                say(
                    "On top: the beds, the dosing weight, the MAP target, who is at the bedside, the bell, the "
                    "time."
                )
            ),
            say(
                "Below at the left: what is next and when. At the right: the last MAP with its age."
            ),
            (
                say(
                    "One row a drug: dose, the same dose the other way, and what the pump should show. The bar "
                    "at the end shows how near its limit it is."
                )
            ),
            (
                say(
                    "Below: the acts, each with its key. More (Ctrl+M) has the rarer ones. F2 says why, for "
                    "each advice and each refusal."
                )
            ),
        ),
    ),
    Page(
        say("Converting a dose"),
        "converting",
        (
            (
                say(
                    "F4, at a bed or without one. Choose the drug, type the bag from its label, the weight, "
                    "and a dose or a pump rate."
                )
            ),
            say(
                "Both directions are shown with the working. Any change clears the result at once."
            ),
            say(
                "Nothing is written back to a bed. A value above a limit is refused and never changed."
            ),
        ),
    ),
    Page(
        say("Starting a wean"),
        "starting",
        (
            (
                say(
                    "F2 on the empty page or Ctrl+N opens a bed: its name, the weight in kg, and that the "
                    "patient is an adult. No name, no number of a patient."
                )
            ),
            (
                say(
                    "Then in any order: what runs (Ctrl+P), an order a drug with its seven elements (Ctrl+O), "
                    "the start gate (Ctrl+G), an assessment (F5)."
                )
            ),
            say("Ctrl+S starts the wean when all of it is there. What is missing is named."),
        ),
    ),
    Page(
        say("Reassessing"),
        "reassessing",
        (
            (
                say(
                    "F5, MAP as the monitor shows it, Enter, then an answer for each sign: 1 same or better, 2 "
                    "worse, 3 not assessed."
                )
            ),
            (
                say(
                    "5, 10 and 15 min after each change, then every 15 min. A low MAP or a worse sign starts a "
                    "hold by itself."
                )
            ),
            say("Not assessed is never counted as normal."),
        ),
    ),
    Page(
        say("Stepping down"),
        "stepping",
        (
            (
                say(
                    "F6 opens when a step is allowed; choose one of the doses, set the pump, read the pump, "
                    "type what it shows, Enter."
                )
            ),
            say(
                "Only when both agree is it recorded. One drug at a time, in the order of the protocol."
            ),
            say(
                "A step needs an assessment of at most 5 min and the interval since the last change."
            ),
        ),
    ),
    Page(
        say("Holding, and going back up"),
        "holding",
        (
            say("F7 holds at once, at any time and without a question; the reason may follow."),
            (
                say(
                    "F8 goes back to the last tolerated dose, whatever the timers say, up to the order's "
                    "maximum."
                )
            ),
            (
                say(
                    "A hold after a low MAP ends with Ctrl+R, after a good assessment and the time of the "
                    "protocol; at once where the low reading was an artefact."
                )
            ),
        ),
    ),
    Page(
        say("Changing a bag"),
        "bag",
        (
            (
                say(
                    "F9, choose the drug, type the new label. Another strength: a second person types the "
                    "label too, without seeing the first reading."
                )
            ),
            say("Set the pump to the rate that is shown, read it, type it."),
            say("The step clock starts anew. After another strength reassess at 2, 5 and 10 min."),
        ),
    ),
    Page(
        say("Handing over"),
        "handover",
        (
            (
                say(
                    "F10: the incoming nurse types initials and reads every running pump. The form does not "
                    "say what they should show."
                )
            ),
            (
                say(
                    "If dose in app and on pump differ, stop: read again, record what the pump shows (Ctrl+P), "
                    "reassess."
                )
            ),
            (
                say(
                    "The sheet opens by itself, and under Ctrl+H; Keep as PDF puts it into a folder. Its "
                    "number and check code are the witness of the log."
                )
            ),
        ),
    ),
    Page(
        say("Sound"),
        "sound",
        (
            (
                say(
                    "Ctrl+U at the start of each shift plays the tone and asks whether you heard it. SOUND OFF "
                    "stands in the banner while nothing can be heard."
                )
            ),
            say(
                "What is overdue sounds every 30 sec. F3 silences it for 120 sec, once for each prompt."
            ),
            say("Ctrl+L shows a small timer on top of other windows."),
            say("It is not an alarm system: monitor and pump keep their own alarms."),
        ),
    ),
    Page(
        say("When something is wrong"),
        "wrong",
        (
            (
                say(
                    "A red line under the banner says what is wrong and what to do. Keep the doses as they "
                    "run; hold and back up work."
                )
            ),
            (
                say(
                    "Log not written: go on at the pump and write on paper. Log damaged: compare every pump, "
                    "then confirm the notice."
                )
            ),
            (
                say(
                    "Display frozen or window gone: a message beside it says so. Start the program again; "
                    "everything recorded is there. Reassess first."
                )
            ),
            say("A wrong entry is put right with Ctrl+E; the original stays in the log."),
        ),
    ),
    Page(
        say("For the pharmacist"),
        "pharmacist",
        (
            say(
                "Ctrl+Shift+P: rate tables, double check, other concentrations, the policy in force."
            ),
            (
                say(
                    "The commands titrator policy check, show and sign keep library and protocol; titrator log "
                    "verify checks the log against a handover sheet. Each has --help."
                )
            ),
            say(
                "Protocol and figures as shipped are proposals until the hospital has approved them."
            ),
        ),
    ),
)
