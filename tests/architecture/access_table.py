"""Who gets what at every address: one line per route, one letter per member of the cast.

The columns are, in this order (see tests/cast.py for who they are to each other):

    lan mei ye guo · qin fang shu · bin chun dong lian gui ping · hong nai · sys sec aud · a stranger

    o  a page or a file           >  sent on to another page      s  sent to the door to sign in
    -  nothing there (404)        x  not open to them (403)       2  sent to confirm the second factor
    u  understood and refused (400–422, not 401–4)                +  POST only: let in (o, > or u)
    !  POST only: let in, and then done once and for all: whoever comes next finds nothing (404)

A parameter stands for something of Mei's village; furniture.py says what. A line may carry a query.
GET is asked as it stands. POST is sent with the well-meant body written in BODIES, or an empty one;
whether the verb refuses by its own rules is for the feature's tests. Whoever gets -, x, s or u changes nothing.
"""

# What an honest form says, so that a refusal is about the person and not about the form.
BODIES: dict[str, dict[str, str]] = {
    "/children/{child}/company": {"because": "the aunt sleeps there"},
    "/ladders/{ladder}/steps": {"minutes": "20", "because": "too late"},
    "/alarms/{alarm}/closing": {"because": "at the aunt's"},
    "/alarms/{alarm}/answer": {"answer": "some_missing"},
    "/me/feeds": {"purpose": "shifts"},
    "/me/feeds/{feed}/clients": {"client": "google"},
    "/registers/{session}/adults": {"person": "{person}"},
    "/registers/{session}/children": {"child": "{child}", "state": "here"},
    "/registers/{session}/not-home": {"child": "{child}"},
    "/registers/{session}/drop-ins": {"name": "Mo"},
    "/registers/{session}/leaving": {"how": "together"},
    "/series/{series}/children": {"child": "{child}", "first_on": "2098-06-01"},
    "/series/{series}/children/{child}/ending": {"last_on": "2098-06-01"},
    "/series/{series}/ending": {"because": "nobody comes"},
    "/sessions/stop": {"centre": "{centre}", "on_day": "2098-06-01", "because": "flood"},
    "/sessions/{session}/cancellation": {"because": "flood"},
    "/sessions/{session}/check-in": {"code": "000000"},
    "/sessions/{session}/move": {"on_day": "2098-06-01", "starts_at": "09:00", "ends_at": "10:00"},
    "/sessions/{session}/stand-in": {"answer": "cannot"},
    "/sessions/{session}/withdrawal": {"because": "ill"},
    "/census/rows/{row}/decision": {"decision": "leave"},
    "/calls/{call}/outcome": {"outcome": "told"},
    "/messages/{message}/answer": {"answer": "cannot"},
    "/me/language": {"language": "en"},
    "/centres": {
        "kind": "care_centre",
        "name": "新中心",
        "village": "{here}",
        "capacity": "20",
        "opened_on": "2026-09-01",
    },
    "/centres/{centre}": {"name": "凤凰村儿童之家", "capacity": "31"},
    "/centres/{centre}/closing": {"because": "没有人看着", "closed_on": "2099-12-31"},
    "/centres/{centre}/key": {"person": "{lian}"},
    "/centres/{centre}/observable": {"because": "窗户对着大路"},
    "/centres/{centre}/observable/ending": {"because": "窗户封上了"},
    "/centres/{centre}/rooms": {"name": "小房间", "places": "5"},
    "/duties/new": {"q": "韦斌", "role": "director"},
    "/duties": {
        "account": "{newcomer}",
        "role": "director",
        "place": "{here}|{committee}",
        "starts_on": "2099-01-01",
        "ends_on": "2099-12-31",
    },
    "/duties/{duty}/ending": {"because": "不再需要"},
    "/duties/{duty}/second-factor/ending": {"because": "手机丢了"},
    "/illness/new": {"child": "{child}", "adult_tonight": "family"},
    "/illness/{episode}": {"kind": "note", "value": "睡着了"},
    "/log/{kind}": {"child": "{child}", "state": "well", "who_was_there": "grandparents"},
    "/obligations/{obligation}/exemption": {"because": "放假了"},
    "/obligations/exemptions": {
        "division": "450226101201",
        "because": "发大水",
        "ends_on": "2099-12-31",
        "kind": "guardian_call",
    },
    "/children/{child}/attempts": {"guardian": "{hong}", "way": "phone", "reached": "yes"},
    "/children/{child}/consents/withdrawal": {"purpose": "volunteer", "given_by": "{hong}"},
    "/children/{child}/identity": {"reason": "school papers"},
    "/children/{child}/leaving": {"because": "grown up"},
    "/children/{child}/ways/{way}/tries": {"works": "yes"},
    "/children/{child}/restrictions": {"person": "{lian}", "because": "法院的裁定"},
    "/children/{child}/restrictions/search": {"q": "杨莲"},
    "/children/{child}/restrictions/{restriction}/lifting": {"because": "裁定到期了"},
    "/concerns": {"child": "{child}", "kind": "worry", "text": "她晚上一个人在家。"},
    "/concerns/{concern}/closing": {"outcome": "去看过了，奶奶已经回家，一切都好。"},
    "/family/calls": {"child": "{child}", "wishes": "sun-evening"},
    "/family/calls/spoken": {"child": "{child}"},
    "/family/consents": {"child": "{child}", "purpose": "photo", "answer": "yes", "said": "好"},
    "/helpers/search": {"q": "韦斌"},
    "/helpers/{person}/clearances": {
        "kind": "training",
        "result": "passed",
        "starts_on": "2026-11-01",
    },
    "/helpers/{person}/clearances/{clearance}/voiding": {"because": "写错了日期"},
    "/helpers/{person}/leaving": {"kind": "volunteer", "because": "搬家了"},
    "/helpers/{person}/suspension": {"because": "先停一下看看"},
    "/helpers/{person}/suspension/lifting": {"because": "已经问清楚了"},
    "/host-families": {
        "name": "新家",
        "village": "{here}",
        "beds": "1",
        "takes": "boys",
        "care": "half",
    },
    "/host-families/{family}/adults": {"name": "桂兰香", "sex": "f", "relation": "女儿"},
    "/host-families/{family}/leaving": {"because": "搬家了"},
    "/invitations": {"kind": "volunteer", "place": "{here}", "uses": "2", "days": "7"},
    "/join/{token}": {"name": "陆新苗", "mobile": "13800001111"},
    "/matching/needs": {"child": "{child}", "service": "tutoring", "because": "跟不上"},
    "/matching/proposals/{proposal}/withdrawal": {"because": "家里情况变了"},
    "/matching/proposals/{proposal}/moves": {"person": "{lian}", "because": "孩子更熟"},
    "/matching/rounds": {
        "name": "春",
        "service": "tutoring",
        "division": "450226101000",
        "cut_off": "2099-12-31",
    },
    "/matching/rounds/{round_}/decisions": {"what": "publish", "all": "yes"},
    "/me/offer": {"hours_week_max": "4"},
    "/placements/{placement}/repair": {"because": "家里失火"},
    "/placements/{placement}/ending": {"because": "搬家了"},
    "/placements/{placement}/handover": {"successor": "{lian}", "because": "搬家了"},
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
GET  /sign-in/code                                              oooo ooo oooooo oo ooo o
POST /sign-in/code                                              ++++ +++ ++++++ ++ +++ +
POST /sign-in/code/entry                                        ++++ +++ ++++++ ++ +++ +
GET  /second-factor                                             oooo ooo oooooo oo ooo s
POST /second-factor                                             ++++ +++ ++++++ ++ +++ s
POST /second-factor/enrolment                                   ++++ +++ ++++++ ++ +++ s
POST /sign-out                                                  ssss sss ssssss ss sss s

# About oneself; another's sign-in cannot be ended, whoever asks.
GET  /me                                                        oooo ooo oooooo oo ooo s
POST /me/language                                               ++++ +++ ++++++ ++ +++ +
POST /me/text-size                                              ++++ +++ ++++++ ++ +++ +
POST /me/sign-ins/{sign_in}/ending                              ++++ +++ ++++++ ++ +++ s
GET  /me/password                                               oooo ooo oooooo oo ooo s
POST /me/password                                               ++++ +++ ++++++ ++ +++ s
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
POST /receipts/sms/{token}                                      ---- --- ------ -- --- -
POST /receipts/sms/{token}/answers                              ---- --- ------ -- --- -
GET  /receipts/wechat                                           ---- --- ------ -- --- -
POST /receipts/wechat                                           ---- --- ------ -- --- -
GET  /me/channels/wechat/return                                 ---- --- ------ -- --- s
POST /me/channels/wechat/ending                                 ++++ +++ ++++++ ++ +++ s
GET  /stop/{channel}/{person}/{mark}                            ---- --- ------ -- --- -
POST /stop/{channel}/{person}/{mark}                            ---- --- ------ -- --- -
GET  /system/channels                                           xxxx xxx xxxxxx xx oxx s
POST /system/channels/{channel}/tests                           xxxx xxx xxxxxx xx -xx s
GET  /group-bots                                                oooo xxx xxxxxx xx xxx s
POST /group-bots                                                uuuu xxx xxxxxx xx xxx s
POST /group-bots/{bot}/tests                                    ---- xxx xxxxxx xx xxx s
POST /group-bots/{bot}/ending                                   ---- xxx xxxxxx xx xxx s
GET  /outgoing                                                  oxoo xxx xxxxxx xx xxx s
GET  /calls                                                     oooo oxx xxxxxx xx xxx s
GET  /calls/print                                               oooo oxx xxxxxx xx xxx s
POST /calls/{call}/outcome                                      +++- -xx xxxxxx xx xxx s

GET  /today                                                     oooo oxx xxxxxx xx xxx s
GET  /coverage                                                  oooo xxx xxxxxx xx xxx s
GET  /coverage?place={here}                                     ooo- xxx xxxxxx xx xxx s
GET  /coverage?place={far}                                      ---o xxx xxxxxx xx xxx s

# Duties are proposed by one and approved by another; who sees what was read is the auditor alone.
GET  /duties                                                    oxoo xxx xxxxxx xx oox s
POST /duties                                                    +x+u xxx xxxxxx xx ++x s
GET  /duties/new                                                oxoo xxx xxxxxx xx oox s
POST /duties/new                                                +x++ xxx xxxxxx xx ++x s
GET  /duties/{duty}                                             oxo- xxx xxxxxx xx oox s
POST /duties/{duty}/approval                                    ux+- xxx xxxxxx xx ++x s
POST /duties/{duty}/second-factor/ending                        +x+- xxx xxxxxx xx ++x s
POST /duties/{duty}/ending                                      +x+- xxx xxxxxx xx ++x s
GET  /trail                                                     xxxx xxx xxxxxx xx xoo s
GET  /trail/reads                                               xxxx xxx xxxxxx xx xxo s

# A centre is its lead's and its officers'.
GET  /centres                                                   oooo oxx xxxxxx xx xxx s
POST /centres                                                   +++- xxx xxxxxx xx xxx s
GET  /centres/new                                               oooo xxx xxxxxx xx xxx s
GET  /centres/{centre}                                          ooo- oxx xxxxxx xx xxx s
GET  /centres/{centre}/edit                                     ooo- oxx xxxxxx xx xxx s
POST /centres/{centre}                                          +++- -xx xxxxxx xx xxx s
POST /centres/{centre}/hours/{season}                           +++- +xx xxxxxx xx xxx s
POST /centres/{centre}/key                                      +++- +xx xxxxxx xx xxx s
POST /centres/{centre}/observable                               +x+- xxx xxxxxx xx xxx s
POST /centres/{centre}/observable/ending                        +x+- xxx xxxxxx xx xxx s
POST /centres/{centre}/rooms                                    +++- +xx xxxxxx xx xxx s
POST /centres/{centre}/rooms/{room}/ending                      !!!- !xx xxxxxx xx xxx s
POST /centres/{centre}/closing                                  +++- xxx xxxxxx xx xxx s

# The register: officers all of their area, everyone else whom they reach; what is sealed is the officers'.
GET  /children                                                  oooo ooo oooooo xx xxx s
GET  /children/new                                              oooo xxx xxxxxx xx xxx s
GET  /children/{child}                                          ooo- ooo o---oo xx xxx s
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
POST /children/{child}/move                                     +++- xxx xxxxxx xx xxx s
POST /children/{child}/ways/{way}/tries                         +++- xxx xxxxxx xx xxx s
POST /children/{child}/company                                  +++- ++x xxxxxx xx xxx s
POST /children/{child}/leaving                                  +++- xxx xxxxxx xx xxx s

# Care at home: whoever reaches the child writes down and reads what was written; guardians on pages of their own.
GET  /children/{child}/timeline                                 ooo- ooo o---oo xx xxx s
GET  /week                                                      oooo ooo oooooo oo ooo s
GET  /log                                                       oooo ooo oooooo oo xxx s
GET  /log/now                                                   oooo ooo oooooo oo ooo s
GET  /log/{kind}                                                oooo ooo ooooxo xx xxx s
POST /log/{kind}                                                +++- +++ +---x+ xx xxx s
GET  /illness                                                   oooo ooo oooooo oo xxx s
GET  /illness/new                                               oooo ooo oooooo oo xxx s
POST /illness/new                                               +++- +++ +---++ ++ xxx s
GET  /illness/{episode}                                         ooo- ooo o---oo oo --- s
POST /illness/{episode}                                         +++- +++ +---++ ++ --- s
POST /illness/{episode}/end                                     +++- +++ +---++ ++ --- s
GET  /obligations                                               oooo xxx xxxxxx xx xxx s
POST /obligations/{obligation}/exemption                        +++- xxx xxxxxx xx xxx s
POST /obligations/exemptions                                    +++u xxx xxxxxx xx xxx s

# What a phone keeps for when there is no network: nobody's name is on it.
GET  /offline                                                   oooo ooo oooooo oo ooo o
GET  /offline/contact                                           oooo ooo oooooo oo ooo o
GET  /offline/day                                               oooo ooo oooooo oo ooo o
GET  /offline/visit                                             oooo ooo oooooo oo ooo o
GET  /offline/outbox                                            oooo ooo oooooo oo ooo o
GET  /offline/key                                               oooo ooo oooooo oo ooo o
POST /offline/entries                                           ++++ +++ ++++++ ++ +++ s
GET  /sw.js                                                     oooo ooo oooooo oo ooo o

# Rounds are the township's and the county's; a need may also be opened by the director and the teacher.
GET  /matching/rounds                                           oxoo xxx xxxxxx xx xxx s
POST /matching/rounds                                           +x+u xxx xxxxxx xx xxx s
GET  /matching/rounds/new                                       oxoo xxx xxxxxx xx xxx s
GET  /matching/rounds/{round_}                                  oxo- xxx xxxxxx xx xxx s
GET  /matching/rounds/{round_}/progress                         oxo- xxx xxxxxx xx xxx s
GET  /matching/rounds/{open_round}                              oxo- xxx xxxxxx xx xxx s
# Only two solved rounds of one service stand side by side.
GET  /matching/rounds/{round_}/beside/{other}                   -x-- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/decisions                        +x+- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/solution                         +x+- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/stop                             +x+- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/closing                          +x+- xxx xxxxxx xx xxx s
GET  /matching/proposals/{proposal}                             oxo- xxx xxxxxx xx xxx s
POST /matching/proposals/{proposal}/withdrawal                  +x+- xxx xxxxxx xx xxx s
# What is no draft any more, or a helper the rules do not allow there, is not moved.
GET  /matching/proposals/{proposal}/moves/new?person={lian}     uxu- xxx xxxxxx xx xxx s
POST /matching/proposals/{proposal}/moves                       +x+- xxx xxxxxx xx xxx s
GET  /matching/needs/of/{child}                                 ooo- xox xxxxxx xx xxx s
POST /matching/needs                                            +++- x+x xxxxxx xx xxx s

# A proposal's page is one's own list: there is nothing on it for others. It asks Ping.
GET  /proposals                                                 oooo ooo oooooo oo ooo s
GET  /proposals/{proposal}                                      oooo ooo oooooo oo ooo s
POST /proposals/{proposal}/refusal                              ---- --- -----+ -- --- s
POST /proposals/{proposal}/acceptance                           ---- --- -----+ -- --- s
# Lian is asked to take over from Bin.
GET  /handovers/{handover}                                      oooo ooo oooooo oo ooo s
POST /handovers/{open_handover}/refusal                         ---- --- ---!-- -- --- s
POST /handovers/{handover}/acceptance                           ---- --- ---!-- -- --- s

# A placement is the officers' of its village and the adult's own; the one here is Bin's.
GET  /placements                                                oooo xxx xxxxxx xx xxx s
GET  /placements/{placement}                                    ooo- --- o----- -- --- s
GET  /placements/{placement}/repair                             ooo- xxx xxxxxx xx xxx s
POST /placements/{placement}/repair                             +++- xxx xxxxxx xx xxx s
POST /placements/{placement}/handover                           +++- xxx xxxxxx xx xxx s
POST /placements/{placement}/ending                             +++- --- !----- -- --- s

# The family's own pages.
GET  /family                                                    xxxx xxx xxxxxx ox xxx s
GET  /family/calls                                              xxxx xxx xxxxxx ox xxx s
POST /family/calls                                              xxxx xxx xxxxxx +x xxx s
POST /family/calls/spoken                                       xxxx xxx xxxxxx +x xxx s
GET  /family/consents                                           xxxx xxx xxxxxx ox xxx s
POST /family/consents                                           xxxx xxx xxxxxx +x xxx s

# Joining: whoever holds the link.
GET  /invitations                                               oooo oxx xxxxxx xx oox s
POST /invitations                                               +++u +xx xxxxxx xx uux s
GET  /invitations/new                                           oooo oxx xxxxxx xx oox s
GET  /invitations/{invitation}                                  ooo- -xx xxxxxx xx --x s
POST /invitations/{invitation}/ending                           !!!- -xx xxxxxx xx --x s
GET  /join/{token}                                              oooo ooo oooooo oo ooo o
POST /join/{token}                                              ++++ +++ ++++++ ++ +++ +
GET  /welcome                                                   oooo ooo oooooo oo ooo s

# Helpers: Bin, who lives in Mei's village; Gui's home there.
GET  /helpers                                                   oooo xxx xxxxxx xx xxx s
POST /helpers/search                                            ++++ xxx xxxxxx xx xxx s
GET  /helpers/{person}                                          ooo- xxx xxxxxx xx xxx s
GET  /helpers/{person}/papers                                   ooo- xxx xxxxxx xx xxx s
GET  /helpers/{person}/clearances                               ooo- xxx xxxxxx xx xxx s
POST /helpers/{person}/clearances                               +++- xxx xxxxxx xx xxx s
POST /helpers/{person}/clearances/{clearance}/voiding           !!!- xxx xxxxxx xx xxx s
POST /helpers/{person}/suspension                               +x+- xxx xxxxxx xx xxx s
POST /helpers/{person}/suspension/lifting                       !x!- xxx xxxxxx xx xxx s
POST /helpers/{person}/leaving                                  !!!- xxx xxxxxx xx xxx s
GET  /host-families                                             oooo xxx xxxxxx xx xxx s
POST /host-families                                             +++- xxx xxxxxx xx xxx s
GET  /host-families/new                                         oooo xxx xxxxxx xx xxx s
GET  /host-families/{family}                                    ooo- xxx xxxxxx xx xxx s
POST /host-families/{family}/adults                             +++- xxx xxxxxx xx xxx s
POST /host-families/{family}/roster                             +++- xxx xxxxxx xx xxx s
POST /host-families/{family}/approval                           +++- xxx xxxxxx xx xxx s
POST /host-families/{family}/adults/{person}/leaving            !!!- xxx xxxxxx xx xxx s
POST /host-families/{family}/leaving                            !!!- xxx xxxxxx xx xxx s
GET  /me/offer                                                  oooo ooo oooooo oo ooo s
POST /me/offer                                                  ++++ +++ ++++++ ++ +++ s
GET  /me/offers                                                 oooo ooo oooooo oo ooo s
POST /me/offers                                                 uuuu uuu uuuuuu uu uuu s
POST /me/offers/{offer}/ending                                  ---- --- !----- -- --- s
GET  /me/papers                                                 oooo ooo oooooo oo ooo s

# What keeps a child safe. Anyone who reaches the child may worry; who reads it is her officers alone.
GET  /children/{child}/restrictions                             ooo- xxx xxxxxx xx xxx s
POST /children/{child}/restrictions                             +++- xxx xxxxxx xx xxx s
POST /children/{child}/restrictions/search                      +++- xxx xxxxxx xx xxx s
POST /children/{child}/restrictions/{restriction}/lifting       !!!- xxx xxxxxx xx xxx s
GET  /concerns                                                  oooo xxx xxxxxx xx xxx s
GET  /concerns/new?child={child}                                ooo- ooo o---oo oo --- s
POST /concerns                                                  +++- +++ +---++ ++ --- s
GET  /concerns/{concern}                                        ooo- xxx xxxxxx xx xxx s
POST /concerns/{concern}/closing                                +++- xxx xxxxxx xx xxx s
POST /concerns/{concern}/confirmation                            +++- xxx xxxxxx xx xxx s
POST /concerns/{concern}/taking                                 !!!- xxx xxxxxx xx xxx s

# Workbooks are their area's; the file with the faults, and stopping, are the sender's (none here has a file).
GET  /census                                                    oooo xxx xxxxxx xx xxx s
GET  /census/rows/{row}                                         ooo- xxx xxxxxx xx xxx s
GET  /census/template.xlsx                                      oooo xxx xxxxxx xx xxx s
GET  /census/workbooks/{book}                                   ooo- xxx xxxxxx xx xxx s
GET  /census/workbooks/{book}/faults.xlsx                       ---- xxx xxxxxx xx xxx s
GET  /census/workbooks/{book}/progress                          ooo- xxx xxxxxx xx xxx s
POST /census/rows/{row}/decision                                +++- xxx xxxxxx xx xxx s
POST /census/workbooks                                          uuuu xxx xxxxxx xx xxx s
POST /census/workbooks/{book}/stop                              ---- xxx xxxxxx xx xxx s

# Series and sessions: open to look at, run by their place; nobody signs up a stranger.
POST /series                                                    ++++ +xx xxxxxx xx xxx s
GET  /series/new                                                oooo oxx xxxxxx xx xxx s
GET  /series/{series}                                           oooo ooo oooooo oo ooo s
POST /series/{series}/children                                  +++x +xx xxxxxx xx xxx s
POST /series/{series}/ending                                    +++x +xx xxxxxx xx xxx s
POST /series/{series}/sessions                                  +++x +xx xxxxxx xx xxx s
POST /series/{series}/children/{child}/ending                   +++x +xx xxxxxx xx xxx s
GET  /sessions                                                  oooo o>> >>>>>> >> >>> s
GET  /sessions/open                                             oooo ooo oooooo oo ooo s
GET  /sessions/stop                                             oooo oxx xxxxxx xx xxx s
POST /sessions/stop                                             +++x +xx xxxxxx xx xxx s
GET  /sessions/{session}                                        oooo ooo oooooo oo ooo s
POST /sessions/{session}/cancellation                           +++x +xx xxxxxx xx xxx s
POST /sessions/{session}/check-in                               ++++ +++ ++++++ ++ +++ s
POST /sessions/{session}/check-out                              ---- --- ------ -- --- s
POST /sessions/{session}/move                                   +++x +xx xxxxxx xx xxx s
POST /sessions/{session}/sign-up                                ++++ +++ ++++++ ++ +++ s
POST /sessions/{session}/stand-in                               ---- --- ------ -- --- s
POST /sessions/{session}/waiting                                ++++ +++ ++++++ ++ +++ s
POST /sessions/{session}/withdrawal                             ---- --- ------ -- --- s
POST /sessions/{session}/waiting/ending                         ++++ +++ ++++++ ++ +++ s
POST /sessions/{session}/waiting/yes                            ---- --- ------ -- --- s

# The children's register: whoever runs the place. An alarm: whoever reaches the child; answered by those on duty.
# What climbs: shown to who sees the matter; steps, turns and what-if are the county's and the township's.
GET  /climbs/{of}/{matter}                                      ooo- o-- ------ oo --- s
POST /climbs/{of}/{matter}/{ladder}/taking                      +++- +-x xxxxxx xx xxx s
GET  /ladders                                                   oxoo xxx xxxxxx xx xxx s
POST /ladders/{ladder}/steps                                    +x++ xxx xxxxxx xx xxx s
POST /ladders/{ladder}/default                                  +x++ xxx xxxxxx xx xxx s
GET  /duty-phone/{town}                                         oxo- xxx xxxxxx xx xxx s
POST /duty-phone/{town}                                         +x+- xxx xxxxxx xx xxx s
POST /duty-phone/{town}/swaps                                   +x+- xxx xxxxxx xx xxx s
GET  /tonight                                                   oxoo xxx xxxxxx xx xxx s
POST /absences/{absence}/ending                                 !!!- -xx xxxxxx xx xxx s
GET  /absences                                                  oooo oxx xxxxxx xx xxx s
POST /absences                                                  ++++ +xx xxxxxx xx xxx s
GET  /alarms                                                    oooo ooo oooooo oo ooo s
GET  /alarms/{alarm}                                            ooo- o-- ------ oo --- s
POST /alarms/{alarm}/answer                                     ---- --- ------ -- --- s
POST /alarms/{alarm}/closing                                    +++- +-- ------ xx --- s
POST /alarms/{alarm}/taking                                     +++- +-- ------ xx --- s
GET  /registers                                                 oooo oxx xxxxxx xx xxx s
GET  /registers/{session}                                       ooox oxx xxxxxx xx xxx s
POST /registers/{session}/adults                                +++x +xx xxxxxx xx xxx s
POST /registers/{session}/children                              +++x +xx xxxxxx xx xxx s
POST /registers/{session}/closing                               +++x +xx xxxxxx xx xxx s
POST /registers/{session}/drop-ins                              +++x +xx xxxxxx xx xxx s
POST /registers/{session}/leaving                               +++x +xx xxxxxx xx xxx s
POST /registers/{session}/not-home                              +++x +xx xxxxxx xx xxx s
POST /registers/{session}/opening                               +++x +xx xxxxxx xx xxx s
POST /registers/{session}/rest                                  +++x +xx xxxxxx xx xxx s
GET  /registers/{session}/roster                                ooox oxx xxxxxx xx xxx s

# What is one's own: hours, and calendars by a token that says nothing to anybody else.
GET  /calendars/{name}                                          ---- --- ------ -- --- -
HEAD /calendars/{name}                                          ---- --- ------ -- --- -
GET  /hours                                                     oooo ooo oooooo oo ooo s
GET  /me/feeds                                                  oooo ooo oooooo oo ooo s
POST /me/feeds                                                  x+xx ++x ++++++ xx xxx s
POST /me/feeds/{feed}/clients                                   ---- --- ------ -- --- s
POST /me/feeds/{feed}/ending                                    ---- --- ------ -- --- s
POST /me/feeds/{feed}/renewal                                   ---- --- ------ -- --- s
"""
