"""Who gets what at every address: one line per route, one letter per member of the cast.

The columns are, in this order (see tests/cast.py for who they are to each other):

    lan mei ye guo · qin fang shu · bin chun dong lian gui ping · hong nai · sys sec aud · a stranger

    o  a page or a file           >  sent on to another page      s  sent to the door to sign in
    -  nothing there (404)        x  not open to them (403)       2  sent to confirm the second factor
    u  understood and refused (400, 409, 422)                     +  POST only: let in (o, > or u)

A parameter stands for something of Mei's village; furniture.py says what. A line may carry a query.
GET is asked as it stands. POST is sent with the well-meant body written in BODIES, or an empty one;
whether the verb refuses by its own rules is for the feature's tests. Whoever is not let in changes nothing.
"""

from tests.cast import HONG, XIAOYU

# What an honest form says, so that a refusal is about the person and not about the form.
BODIES: dict[str, dict[str, str]] = {
    "/matching/needs": {
        "child": str(XIAOYU.id),
        "service": "tutoring",
        "subject": "math",
        "because": "failed twice",
    },
    "/children/{child}/attempts": {"guardian": str(HONG.person), "way": "phone", "reached": "yes"},
    "/children/{child}/consents/withdrawal": {"purpose": "volunteer", "given_by": str(HONG.person)},
    "/children/{child}/identity": {"reason": "school papers"},
    "/children/{child}/leaving": {"because": "grown up"},
    "/children/{child}/ways/{way}/tries": {"works": "yes"},
    "/calls/{call}/outcome": {"outcome": "told"},
    "/messages/{message}/answer": {"answer": "cannot"},
    "/me/language": {"language": "en"},
    "/me/text-size": {"size": "large"},
}

TABLE = """
GET  /                                                          >>>> >>> >>>>>> >> >>> s
GET  /help                                                      oooo ooo oooooo oo ooo o
GET  /health/live                                               oooo ooo oooooo oo ooo o
GET  /health/ready                                              oooo ooo oooooo oo ooo o
# Without its token there are no figures, for nobody.
GET  /metrics                                                   ---- --- ------ -- --- -
GET  /static/{digest}/{name}                                    oooo ooo oooooo oo ooo o
GET  /system                                                    xxxx xxx xxxxxx xx oxx s

# The door: who is in goes on. A link that never was says so.
GET  /sign-in                                                   >>>> >>> >>>>>> >> >>> o
POST /sign-in                                                   ++++ +++ ++++++ ++ +++ +
POST /sign-in/demo                                              ---- --- ------ -- --- -
GET  /sign-in/link/{token}                                      uuuu uuu uuuuuu uu uuu u
POST /sign-in/link/{token}                                      ++++ +++ ++++++ ++ +++ +
POST /sign-out                                                  ssss sss ssssss ss sss s

# About oneself; another's sign-in cannot be ended, whoever asks.
GET  /me                                                        oooo ooo oooooo oo ooo s
POST /me/language                                               ++++ +++ ++++++ ++ +++ +
POST /me/text-size                                              ++++ +++ ++++++ ++ +++ +
POST /me/sign-ins/{sign_in}/ending                              ++++ +++ ++++++ ++ +++ s
POST /scope                                                     ++++ +++ ++++++ ++ +++ s
GET  /me/notifications                                          oooo ooo oooooo oo ooo s
POST /me/notifications                                          ++++ +++ ++++++ ++ +++ s

# Messages: one's own alone. The message is Mei's.
GET  /messages                                                  oooo ooo oooooo oo ooo s
POST /messages/readings                                         ++++ +++ ++++++ ++ +++ s
POST /messages/{message}/answer                                 -+-- --- ------ -- --- s
POST /messages/{message}/reading                                -+-- --- ------ -- --- s
GET  /m/{token}                                                 uuuu uuu uuuuuu uu uuu u
POST /m/{token}                                                 ++++ +++ ++++++ ++ +++ +
POST /receipts/webhook                                          ---- --- ------ -- --- -
GET  /outgoing                                                  oxoo xxx xxxxxx xx xxx s
GET  /calls                                                     oooo oxx xxxxxx xx xxx s
GET  /calls/print                                               oooo oxx xxxxxx xx xxx s
POST /calls/{call}/outcome                                      +++- -xx xxxxxx xx xxx s

# Matching: the supervisors' alone, each in its own area; a helper sees only what is proposed to it.
GET  /matching/rounds                                           oxoo xxx xxxxxx xx xxx s
GET  /matching/rounds/new                                       oxoo xxx xxxxxx xx xxx s
POST /matching/rounds                                           +x++ xxx xxxxxx xx xxx s
GET  /matching/rounds/{round_}                                  oxo- xxx xxxxxx xx xxx s
GET  /matching/rounds/{round_}/progress                         oxo- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/solution                         +x+- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/stop                             +x+- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/decisions                        +x+- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/closing                          +x+- xxx xxxxxx xx xxx s
GET  /matching/proposals/{proposal}                             oxo- xxx xxxxxx xx xxx s
POST /matching/proposals/{proposal}/withdrawal                  +x+- xxx xxxxxx xx xxx s
GET  /matching/needs/of/{child}                                 ooo- xox xxxxxx xx xxx s
POST /matching/needs                                            +++- x+x xxxxxx xx xxx s

# A placement is the officers' of its village and the adult's own; the one here is Ping's.
GET  /placements                                                oooo xxx xxxxxx xx xxx s
GET  /placements/{placement}                                    ooo- --- -----o -- --- s
POST /placements/{placement}/ending                             +++- --- -----+ -- --- s
POST /placements/{placement}/handover                           +++- xxx xxxxxx xx xxx s
GET  /proposals                                                 oooo ooo oooooo oo ooo s
GET  /proposals/{proposal}                                      oooo ooo oooooo oo ooo s
POST /proposals/{proposal}/acceptance                           ---- --- -----+ -- --- s
POST /proposals/{proposal}/refusal                              ---- --- -----+ -- --- s
GET  /handovers/{handover}                                      oooo ooo oooooo oo ooo s
POST /handovers/{handover}/acceptance                           ---- --- ------ -- --- s
POST /handovers/{handover}/refusal                              ---- --- ------ -- --- s

# A family's own pages: guardians, who alone can agree.
GET  /family                                                    xxxx xxx xxxxxx ox xxx s
GET  /family/consents                                           xxxx xxx xxxxxx ox xxx s
POST /family/consents                                           xxxx xxx xxxxxx +x xxx s
GET  /family/calls                                              xxxx xxx xxxxxx ox xxx s
POST /family/calls                                              xxxx xxx xxxxxx +x xxx s
POST /family/calls/spoken                                       xxxx xxx xxxxxx +x xxx s

GET  /today                                                     oooo oxx xxxxxx xx xxx s
GET  /coverage                                                  oooo xxx xxxxxx xx xxx s
GET  /coverage?place={here}                                     ooo- xxx xxxxxx xx xxx s
GET  /coverage?place={far}                                      ---o xxx xxxxxx xx xxx s

# The register: officers all of their area, everyone else whom they reach; what is sealed is the officers'.
GET  /children                                                  oooo ooo oooooo xx xxx s
GET  /children/new                                              oooo xxx xxxxxx xx xxx s
GET  /children/{child}                                          ooo- ooo -----o xx xxx s
GET  /children/{child}/consents                                 ooo- xxx xxxxxx xx xxx s
GET  /children/{child}/edit/{part}                              ooo- xxx xxxxxx xx xxx s
GET  /children/{child}/identity                                 ooo- xxx xxxxxx xx xxx s
GET  /children/{child}/move                                     ooo- xxx xxxxxx xx xxx s
POST /children/new                                              ++++ xxx xxxxxx xx xxx s
POST /children/search                                           ++++ +++ ++++++ xx xxx s
POST /children/{child}/arrival                                  ---- xxx xxxxxx xx xxx s
POST /children/{child}/attempts                                 +++- xxx xxxxxx xx xxx s
POST /children/{child}/consents                                 +++- xxx xxxxxx xx xxx s
POST /children/{child}/consents/withdrawal                      +++- xxx xxxxxx xx xxx s
POST /children/{child}/edit/{part}                              +++- xxx xxxxxx xx xxx s
POST /children/{child}/guardians/{guardian}/{act}               +++- xxx xxxxxx xx xxx s
POST /children/{child}/identity                                 +++- xxx xxxxxx xx xxx s
POST /children/{child}/leaving                                  +++- xxx xxxxxx xx xxx s
POST /children/{child}/move                                     +++- xxx xxxxxx xx xxx s
POST /children/{child}/ways/{way}/tries                         +++- xxx xxxxxx xx xxx s
"""
