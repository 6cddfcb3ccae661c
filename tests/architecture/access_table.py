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
    "/registers/{session}/missed": {"person": "{person}", "outcome": "missed"},
    "/missed/rules": {
        "kind": "talk",
        "on": "yes",
        "times": "3",
        "within_days": "60",
        "because": "a talk",
    },
    "/missed/{no_show}/appeal": {"because": "I was in the kitchen"},
    "/missed/appeals/{appeal}": {"upheld": "no", "answer": "nobody saw you"},
    "/registers/{session}/children": {"child": "{child}", "state": "here"},
    "/registers/{session}/not-home": {"child": "{child}"},
    "/registers/{session}/drop-ins": {"name": "Mo"},
    "/registers/{session}/leaving": {"how": "together"},
    "/series/{series}/children": {"child": "{child}", "first_on": "2098-06-01"},
    "/series/{series}/children/{child}/ending": {"last_on": "2098-06-01"},
    "/series/{series}/ending": {"because": "nobody comes"},
    "/classes": {
        "centre": "{centre}",
        "title": "暑托班",
        "activity": "play",
        "weekdays": "1",
        "starts_at": "09:00",
        "ends_at": "16:00",
        "first_on": "2098-07-07",
        "last_on": "2098-07-20",
        "places": "20",
        "enrol_from": "2098-06-01",
        "enrol_until": "2098-06-20",
    },
    "/classes/{holiday_class}/places": {"places": "3", "enrol_until": "{tomorrow}"},
    "/classes/{holiday_class}/applications": {
        "name": "Mo",
        "eats": "no",
        "goes_home": "together",
        "alone_by_day": "no",
    },
    "/classes/{holiday_class}/applications/{application}/ending": {"because": "moved"},
    "/classes/days/{session}/counts": {"slot": "morning", "counted": "0", "adults": "2"},
    "/classes/days/{session}/gone": {"child": "{child}"},
    "/classes/days/{session}/menu": {"menu": "面条"},
    "/classes/days/{session}/eaten": {"portions": "1", "ate_along": "覃丽华"},
    "/family/classes/{holiday_class}": {
        "child": "{aduo}",
        "eats": "no",
        "goes_home": "together",
        "alone_by_day": "no",
    },
    "/teams": {
        "name": "二队",
        "organisation": "龙城师范学院",
        "leader": "13800001234",
        "agreement_on": "2026-01-01",
        "starts_on": "2026-01-01",
        "ends_on": "2098-01-01",
    },
    "/team-visits": {
        "team": "{team}",
        "centre": "{centre}",
        "rhythm": "block",
        "first_on": "{tomorrow}",
        "last_on": "{tomorrow}",
        "agreement": "no. 7",
        "agreed_on": "2026-01-01",
    },
    "/me/team/visits": {
        "centre": "{centre}",
        "rhythm": "block",
        "first_on": "{tomorrow}",
        "last_on": "{tomorrow}",
        "agreement": "no. 7",
        "agreed_on": "2026-01-01",
    },
    "/team-visits/{visit}/decision": {"answer": "approve"},
    "/team-visits/{visit}/handover": {"done": "We read two books with them."},
    "/team-visits/{visit}/clearances": {"recipient": "police"},
    "/team-visits/{visit}/ending": {"because": "flood"},
    "/team-visits/{visit}/days": {
        "first_on": "{tomorrow}",
        "last_on": "{tomorrow}",
        "because": "no bus that day",
    },
    "/team-visits/{visit}/days/decision": {"answer": "approve"},
    "/team-visits/{visit}/leader": {"person": "{member}", "why": "ill until spring"},
    "/sessions/stop": {"centre": "{centre}", "on_day": "2098-06-01", "because": "flood"},
    "/sessions/{session}/cancellation": {"because": "flood"},
    "/sessions/{session}/check-in": {"code": "000000"},
    "/me/away": {"starts_on": "2098-06-01", "ends_on": "2098-06-05"},
    "/series/{series}/standing": {"until_on": "2098-06-01"},
    "/series/{series}/successor": {
        "standing": "00000000-0000-7000-8000-000000000000",
        "person": "00000000-0000-7000-8000-000000000000",
    },
    "/series/{series}/goodbye": {
        "standing": "00000000-0000-7000-8000-000000000000",
        "on_day": "2026-01-05",
    },
    "/series/{series}/standing/ending": {"last_on": "2098-06-01"},
    "/check-in": {"code": "000000"},
    "/requests/{family_wish}": {"answer": "handed over on paper"},
    "/records/{what}/{record}/questions": {"words": "Who was there?", "child": "{child}"},
    "/hours/certificates": {"first_on": "2026-01-01", "last_on": "2098-01-01"},
    "/hours/certificates/{certificate}/revocation": {"person": "{person}", "because": "twice"},
    "/hours/{entry}/doubts": {"minutes": "30", "because": "I was there longer"},
    "/hours/agreements": {"entry": "{entry}"},
    "/hours/entries/{entry}/refusal": {"answer": "nobody saw it"},
    "/hours/doubts/{dispute}": {"upheld": "no", "answer": "the code says otherwise"},
    "/hours/ledger/{person}/corrections/{entry}": {"minutes": "30", "because": "left early"},
    "/sessions/{session}/attestations": {
        "person": "{person}",
        "came_at": "16:30",
        "went_at": "17:30",
        "because": "seen",
    },
    "/sessions/{session}/move": {"on_day": "2098-06-01", "starts_at": "09:00", "ends_at": "10:00"},
    "/sessions/{session}/people": {"person": "{hong}"},
    "/sessions/{session}/chain": {"text": "1. 韦斌"},
    "/sessions/{session}/division": {"at": "17:00"},
    "/sessions/{session}/joining": {"other": "{session}"},
    "/sessions/changes": {
        "centre": "{centre}",
        "weekday": "2",
        "first_on": "2098-06-01",
        "last_on": "2098-06-30",
        "what": "off",
        "because": "flood",
    },
    "/sessions/{session}/asking/no": {"person": "{person}", "why_not": "enough come"},
    "/sessions/{session}/stand-in": {"answer": "cannot"},
    "/sessions/{session}/withdrawal": {"because": "ill"},
    "/census/rows/{row}/decision": {"decision": "leave"},
    "/calls/{call}/outcome": {"outcome": "told"},
    "/children/{child}/kin": {
        "person": "{nai}",
        "second": "{lan_person}",
        "visited_on": "{today}",
        "outcome": "suits",
        **dict.fromkeys(
            (
                "night",
                "able",
                "bed",
                "food",
                "danger",
                "illness",
                "school",
                "parents",
                "money",
                "wishes",
            ),
            "yes",
        ),
    },
    "/children/{child}/kin/{assessment}/answer": {"agreed": "yes"},
    "/children/{child}/follow-ups": {
        "kind": "mind",
        "found_on": "2026-11-20",
        "due_on": "2026-12-10",
    },
    "/children/{child}/follow-ups/{follow_up}/ending": {"how": "seen"},
    "/friday/{leave}/home": {"said": "姑姑来电话说到了"},
    "/friday/{open_leave}/answer": {"answer": "not_home"},
    "/letters/envelopes": {"village": "{here}"},
    "/letters": {
        "to": "area:{here}",
        "audience": "guardians",
        "title": "放假前",
        "body": "请看好孩子，别到河边去。",
        "again_days": "3",
        "again_times": "2",
    },
    "/letters/{letter}/people/{person}/acknowledgement": {"how": "paper"},
    "/letters/{letter}/ending": {"because": "写错了"},
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
    "/visits/together/{companion}": {"came": "yes"},
    "/visits/planned": {
        "child": "{child}",
        "person": "{person}",
        "on_day": "{tomorrow}",
        "at_time": "16:30",
    },
    "/visits/planned/{visit}": {"answer": "yes"},
    "/log/{kind}": {"child": "{child}", "state": "well", "who_was_there": "grandparents"},
    "/photos/{photo}/removal": {},
    "/voice-notes/{voice_note}/removal": {},
    "/obligations/{obligation}/exemption": {"because": "放假了"},
    "/place-reviews/{centre}/{child}": {"child_said": "喜欢来这里", "goes_on": "yes"},
    "/home-duties/{home_duty}/exemption": {"because": "全家去外地了"},
    "/obligations/{obligation}/tries": {"on_day": "{today}", "how": "rang"},
    "/home-duties/{home_duty}/tries": {"on_day": "{today}", "how": "went"},
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
    "/children/{child}/apart": {"other": "{aduo}", "because": "老师和家长都说过"},
    "/children/{child}/apart/search": {"q": "龙笙"},
    "/children/{child}/apart/{apart_pair}/ending": {"because": "已经和好了"},
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
    "/me/together": {"tie": "relatives", "mobile": "13800009999"},
    "/me/together/{tie}": {"answer": "yes"},
    "/helpers/{person}/together": {"tie": "relatives", "mobile": "13800009999"},
    "/helpers/{person}/together/{tie}": {"answer": "no", "why": "记错了"},
    "/helpers/{person}/leaving": {"kind": "volunteer", "because": "搬家了"},
    "/helpers/{person}/suspension": {"because": "先停一下看看"},
    "/helpers/{person}/suspension/lifting": {"because": "已经问清楚了"},
    "/taking-on/homes": {
        "name": "新家",
        "village": "{here}",
        "beds": "1",
        "takes": "boys",
        "care": "half",
    },
    "/taking-on/adults": {"name": "韦新来", "sex": "f", "village": "{here}"},
    "/taking-on/{candidacy}/yes": {"adult": "{person}", "on_day": "2098-06-01"},
    "/taking-on/{candidacy}/invitations": {"adult": "{person}"},
    "/taking-on/{candidacy}/visits": {"visited_on": "2098-06-01", "second": "{person}"},
    "/taking-on/{candidacy}/visits/{check}/answer": {"answer": "same"},
    "/taking-on/{candidacy}/decision": {"answer": "yes"},
    "/taking-on/{candidacy}/introduction": {"items": "rules", "on_day": "2026-01-01"},
    "/taking-on/{candidacy}/ending": {"because": "搬去县城了"},
    "/me/home/{candidacy}/no": {"because": "家里老人病了"},
    "/me/home/{family}/adults": {"name": "桂新来", "sex": "f", "relation": "妹妹"},
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
    "/matching/rounds/{round_}/between": {"need": "{child}", "person": "{lian}"},
    "/matching/rounds/{round_}/decisions": {"what": "publish", "all": "yes"},
    "/calendar/closings": {
        "where": "{centre}",
        "first_on": "2098-06-01",
        "last_on": "2098-06-02",
        "because": "flood",
    },
    "/calendar/hours": {
        "where": "{centre}",
        "name": "summer",
        "first_on": "2098-05-01",
        "last_on": "2098-09-30",
        "from_time": "12:00",
        "minutes": "30",
        "direction": "later",
    },
    "/calendar/terms": {
        "county": "450226000000",
        "name": "spring",
        "first_on": "2098-02-20",
        "last_on": "2098-07-01",
    },
    "/calendar/days": {"kind": "holiday", "first_on": "2098-06-01", "last_on": "2098-06-01"},
    "/calendar/markets": {
        "township": "450226101000",
        "first_on": "2098-06-01",
        "every_days": "5",
    },
    "/timetables": {
        "name": "春",
        "place": "450226101000",
        "first_on": "2099-03-02",
        "last_on": "2099-06-30",
        "workdays": "16:10-17:40",
        "times": "1",
    },
    "/timetables/{timetable}/lines": {"what": "keep", "all": "yes"},
    "/timetables/{timetable}/courses/{course}/wishes": {"at": "1-18:00"},
    "/me/offer": {"hours_week_max": "4"},
    "/placements/{open_placement}/backups": {
        "starts_on": "2098-06-01",
        "ends_on": "2098-06-02",
        "because": "住院",
    },
    "/backups/{backup}/person": {"person": "{lian}"},
    "/backups/{backup}/dates": {
        "starts_on": "2098-06-01",
        "ends_on": "2098-06-02",
        "because": "住院",
    },
    "/backups/{backup}/ending": {"because": "已经回家"},
    "/handovers/{handover}/overlap": {"on_day": "2026-11-01"},
    "/children/{child}/stays": {
        "place": "东莞",
        "starts_on": "2098-06-01",
        "ends_on": "2098-06-01",
        "confirmer": "{lian}",
    },
    "/stays/{stay}/dates": {"ends_on": "2020-01-01"},
    "/stays/{stay}/return": {"on_day": "2098-06-01"},
    "/stays/{stay}/ending": {},
    "/placements/{placement}/repair": {"because": "家里失火"},
    "/placements/{placement}/ending": {"because": "搬家了"},
    "/placements/{placement}/ending/taking-back": {"because": "病好了"},
    "/placements/{placement}/goodbye": {"on_day": "2026-01-01"},
    "/placements/{placement}/reviews": {"child_said": "喜欢这里", "goes_on": "yes"},
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
GET  /me/lock                                                   oooo ooo oooooo oo ooo s
POST /me/lock                                                   xxxx xxx ++++++ ++ xxx s
GET  /me/lock/opening                                           >>>> >>> >>>>>> >> >>> s
POST /me/lock/opening                                           ++++ +++ ++++++ ++ +++ s
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

# Boarders going home: the teacher lists the class, the family answers for its own, officers see their area.
GET  /friday                                                    oooo xox xxxxxx xx xxx s
POST /friday                                                    ++x+ x+x xxxxxx xx xxx s
POST /friday/{leave}/home                                       !!!- x!x xxxxxx xx xxx s
GET  /friday/home                                               oooo ooo oooooo oo ooo s
POST /friday/{open_leave}/answer                                ---- --- ------ ++ --- s

# Holiday classes: whoever runs the place; on the phone the parent confirmed as caring (Hong is not) and the carer.
GET  /classes                                                   oooo oxx xxxxxx xx xxx s
GET  /classes/days/{session}                                    ooo- oxx xxxxxx xx xxx s
GET  /classes/days/{session}/sheet                              ooo- oxx xxxxxx xx xxx s
GET  /classes/new                                               oooo oxx xxxxxx xx xxx s
GET  /classes/{holiday_class}                                   ooo- oxx xxxxxx xx xxx s
GET  /classes/{holiday_class}/list                              ooo- oxx xxxxxx xx xxx s
GET  /classes/{holiday_class}/notice                            ooo- oxx xxxxxx xx xxx s
POST /classes                                                   +++x +xx xxxxxx xx xxx s
POST /classes/days/{session}/menu                               +++x +xx xxxxxx xx xxx s
POST /classes/days/{session}/eaten                              +++x +xx xxxxxx xx xxx s
POST /classes/days/{session}/counts                             +++x +xx xxxxxx xx xxx s
POST /classes/days/{session}/gone                               +++x +xx xxxxxx xx xxx s
POST /classes/{holiday_class}/reach                             +++x +xx xxxxxx xx xxx s
POST /classes/{holiday_class}/places                            +++x +xx xxxxxx xx xxx s
POST /classes/{holiday_class}/applications                      +++- +xx xxxxxx xx xxx s
POST /classes/{holiday_class}/applications/{application}/place  +++- +xx xxxxxx xx xxx s
POST /classes/{holiday_class}/applications/{application}/ending !!!- !xx xxxxxx xx xxx s
GET  /family/classes                                            xxxx xxx xxxxxx oo xxx s
GET  /family/classes/{holiday_class}                            xxxx xxx xxxxxx -o xxx s
POST /family/classes/{holiday_class}                            xxxx xxx xxxxxx -+ xxx s
POST /family/classes/places/{application}/taking                xxxx xxx xxxxxx -+ xxx s
POST /family/classes/places/{application}/ending                xxxx xxx xxxxxx -! xxx s

# Letters: Mei's, to the guardians of her village. Whom it was written to reads it on a page of their own.
GET  /letters                                                   oooo oox xxxxxx xx xxx s
GET  /letters/envelopes                                         oooo xxx xxxxxx xx xxx s
POST /letters/envelopes                                         +++- xxx xxxxxx xx xxx s
GET  /letters/envelopes/{envelopes}                             -o-- xxx xxxxxx xx xxx s
GET  /letters/envelopes/{envelopes}/progress                    -o-- xxx xxxxxx xx xxx s
GET  /letters/envelopes/{envelopes}/papers.zip                  ---- xxx xxxxxx xx xxx s
GET  /letters/new                                               oooo oox xxxxxx xx xxx s
POST /letters                                                   ++-- --x xxxxxx xx xxx s
GET  /letters/{letter}                                          ooo- --x xxxxxx xx xxx s
GET  /letters/{letter}/print                                    ooo- --x xxxxxx xx xxx s
GET  /me/letters                                                oooo ooo oooooo oo ooo s
POST /me/letters/{letter}/acknowledgement                       ---- --- ------ +- --- s
POST /letters/{letter}/people/{person}/acknowledgement          !!!- --x xxxxxx xx xxx s
POST /letters/{letter}/ending                                   !!!- --x xxxxxx xx xxx s

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
GET  /children/{child}/kin                                      ooo- xxx xxxxxx xx xxx s
POST /children/{child}/kin                                      +++- xxx xxxxxx xx xxx s
POST /children/{child}/kin/{assessment}/answer                  -!-- xxx xxxxxx xx xxx s
GET  /children/{child}/follow-ups                               ooo- xxo xxxxxx xx xxx s
POST /children/{child}/follow-ups                               +++- xx+ xxxxxx xx xxx s
POST /children/{child}/follow-ups/{follow_up}/ending            !!!- xx- xxxxxx xx xxx s
POST /children/{child}/apart                                    +++- xxx xxxxxx xx xxx s
POST /children/{child}/apart/search                             +++- xxx xxxxxx xx xxx s
POST /children/{child}/apart/{apart_pair}/ending                !!!- xxx xxxxxx xx xxx s
POST /children/{child}/leaving                                  +++- xxx xxxxxx xx xxx s

# Care at home: whoever reaches the child writes down and reads what was written; guardians on pages of their own.
GET  /children/{child}/timeline                                 ooo- ooo o---oo xx xxx s
GET  /week                                                      oooo ooo oooooo oo ooo s
GET  /log                                                       oooo ooo oooooo oo xxx s
GET  /log/now                                                   oooo ooo oooooo oo ooo s
GET  /log/{kind}                                                oooo ooo ooooxo xx xxx s
POST /log/{kind}                                                +++- +++ +---x+ xx xxx s
GET  /children/{child}/talks                                     ooo- ooo xxxxxx xx xxx s
GET  /talks                                                      oooo xxx xxxxxx xx xxx s
GET  /talks/{child}                                              ooo- xxx xxxxxx xx xxx s
POST /talks/{child}                                              +++- xxx xxxxxx xx xxx s
GET  /records/{what}/{record}                                    -o-- --- ------ xx xxx s
POST /records/{what}/{record}                                    -+-- --- ------ xx xxx s
POST /records/{what}/{record}/questions                          +-+- xxx xxxxxx xx xxx s
GET  /records/{what}/{record}/sheet                              ooo- -oo ------ xx xxx s
GET  /log/questions                                              oooo ooo oooooo xx xxx s
POST /log/questions/{note}                                       -+-- --- ------ xx xxx s
GET  /visits/together                                            oooo ooo ooooxo xx xxx s
POST /visits/together/{companion}                                ---- --- ----x! xx xxx s
GET  /visits/planned/new?child={child}                           ooo- ooo o---xo xx xxx s
POST /visits/planned                                             +++- +++ +---x+ xx xxx s
POST /visits/planned/{visit}                                     ---- --- ----x! xx xxx s
POST /visits/planned/{visit}/calling-off                         -!-- --- ----x- xx xxx s
GET  /follow-ups                                                 oooo ooo oooooo xx xxx s
POST /follow-ups/{visit_task}                                    ++++ +++ ++++++ xx xxx s
GET  /family/agreements                                          xxxx xxx xxxxxx ox xxx s
GET  /family/agreements/{child}/{purpose}                        xxxx xxx xxxxxx ox xxx s
POST /family/agreements/{child}/{purpose}                        xxxx xxx xxxxxx +x xxx s
GET  /family/diary/{child}                                       xxxx xxx xxxxxx -x xxx s
GET  /family/phone-room                                          xxxx xxx xxxxxx ox xxx s
POST /family/phone-room                                          xxxx xxx xxxxxx +x xxx s
POST /family/phone-room/{slot}/return                            xxxx xxx xxxxxx -x xxx s
GET  /family/requests                                            xxxx xxx xxxxxx ox xxx s
POST /family/requests                                            xxxx xxx xxxxxx +x xxx s
GET  /phone-room                                                 ooxo ooo xxxxxx xx xxx s
POST /phone-room                                                 ++x+ +++ xxxxxx xx xxx s
POST /phone-room/{slot}/held                                     --x- --- xxxxxx xx xxx s
GET  /requests                                                   oooo xxx xxxxxx xx xxx s
POST /requests/{family_wish}                                     !!!- xxx xxxxxx xx xxx s
GET  /round                                                      oooo ooo ooooxo xx xxx s
GET  /round?sheet=yes                                            oooo ooo ooooxo xx xxx s
GET  /photos/{photo}                                             ooo- --- ----o- -x xxx s
GET  /photos/{photo}/image                                       ooo- --- ----o- -x xxx s
POST /photos/{photo}/removal                                     +++- --- ----+- -x xxx s
GET  /voice-notes/{voice_note}                                   ooo- --- ----o- -x xxx s
GET  /voice-notes/{voice_note}/sound                             ooo- --- ----o- -x xxx s
POST /voice-notes/{voice_note}/removal                           +++- --- ----+- -x xxx s
GET  /illness                                                   oooo ooo oooooo oo xxx s
GET  /illness/new                                               oooo ooo oooooo oo xxx s
POST /illness/new                                               +++- +++ +---++ ++ xxx s
GET  /illness/{episode}                                         ooo- ooo o---oo oo --- s
POST /illness/{episode}                                         +++- +++ +---++ ++ --- s
POST /illness/{episode}/end                                     +++- +++ +---++ ++ --- s
GET  /obligations                                               oooo xxx xxxxxx xx xxx s
POST /obligations/{obligation}/exemption                        +++- xxx xxxxxx xx xxx s
POST /obligations/exemptions                                    +++u xxx xxxxxx xx xxx s
GET  /place-reviews                                             oooo oxx xxxxxx xx xxx s
POST /place-reviews/{centre}/{child}                            +++- +xx xxxxxx xx xxx s
POST /obligations/exemptions/{exemption}/taking-back              ---- xxx xxxxxx xx xxx s
POST /obligations/{obligation}/tries                            +++- xxx xxxxxx xx xxx s
POST /home-duties/{home_duty}/tries                             +++- xxx xxxxxx xx xxx s
POST /home-duties/{home_duty}/exemption                         +++- xxx xxxxxx xx xxx s

# What a phone keeps for when there is no network: nobody's name is on it.
GET  /offline                                                   oooo ooo oooooo oo ooo o
GET  /offline/contact                                           oooo ooo oooooo oo ooo o
GET  /offline/tried                                             oooo ooo oooooo oo ooo o
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
GET  /matching/rounds/{open_round}/children                     oxo- xxx xxxxxx xx xxx s
GET  /matching/rounds/{open_round}/helpers                      oxo- xxx xxxxxx xx xxx s
GET  /matching/rounds/{round_}/missing                          oxo- xxx xxxxxx xx xxx s
# Only two solved rounds of one service stand side by side.
GET  /matching/rounds/{round_}/beside/{other}                   -x-- xxx xxxxxx xx xxx s
GET  /matching/rounds/{round_}/between                          oxo- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/between                          uxu- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/decisions                        +x+- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/solution                         +x+- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/stop                             +x+- xxx xxxxxx xx xxx s
POST /matching/rounds/{round_}/closing                          +x+- xxx xxxxxx xx xxx s
GET  /matching/proposals/{proposal}                             oxo- xxx xxxxxx xx xxx s
POST /matching/proposals/{proposal}/withdrawal                  +x+- xxx xxxxxx xx xxx s
# What is no draft any more, or a helper the rules do not allow there, is not moved.
GET  /matching/proposals/{proposal}/moves/new?person={lian}     uxu- xxx xxxxxx xx xxx s
POST /matching/proposals/{proposal}/moves                       +x+- xxx xxxxxx xx xxx s
GET  /matching/urgent                                           oooo xxx xxxxxx xx xxx s
GET  /matching/needs/of/{child}                                 ooo- xox xxxxxx xx xxx s
POST /matching/needs                                            +++- x+x xxxxxx xx xxx s

# Whoever runs a place closes it; terms and days off are the county's. How far work is, sees who began it.
GET  /calendar                                                  oooo oxx xxxxxx xx xxx s
GET  /calendar/closures/{closure}                               ooo- oxx xxxxxx xx xxx s
POST /calendar/closures/{closure}/lifting                       !!!- !xx xxxxxx xx xxx s
GET  /calendar/closings/new                                     oooo oxx xxxxxx xx xxx s
POST /calendar/closings                                         +++x +xx xxxxxx xx xxx s
GET  /calendar/hours/new                                        oooo oxx xxxxxx xx xxx s
POST /calendar/hours                                            +++x +xx xxxxxx xx xxx s
GET  /calendar/hours/{clock}                                    ooo- oxx xxxxxx xx xxx s
POST /calendar/hours/{clock}/lifting                            !!!- !xx xxxxxx xx xxx s
GET  /calendar/terms/new                                        xxox xxx xxxxxx xx xxx s
POST /calendar/terms                                            xx+x xxx xxxxxx xx xxx s
GET  /calendar/days/new                                         xxox xxx xxxxxx xx xxx s
POST /calendar/days                                             xx+x xxx xxxxxx xx xxx s
GET  /calendar/markets/new                                      oxoo xxx xxxxxx xx xxx s
POST /calendar/markets                                          +x+x xxx xxxxxx xx xxx s
GET  /calendar/work/{task}                                      o--- -xx xxxxxx xx xxx s
GET  /calendar/work/{task}/progress                             o--- -xx xxxxxx xx xxx s

# A timetable is the area's for which it was opened; the one here is the township's.
GET  /timetables                                                oooo xxx xxxxxx xx xxx s
POST /timetables                                                +u+u xxx xxxxxx xx xxx s
GET  /timetables/new                                            oooo xxx xxxxxx xx xxx s
GET  /timetables/{timetable}                                    o-o- xxx xxxxxx xx xxx s
GET  /timetables/{timetable}/progress                           o-o- xxx xxxxxx xx xxx s
GET  /timetables/{timetable}/courses/{course}                   o-o- xxx xxxxxx xx xxx s
POST /timetables/{timetable}/courses/{course}/wishes            +-+- xxx xxxxxx xx xxx s
POST /timetables/{timetable}/lines                              +-+- xxx xxxxxx xx xxx s
POST /timetables/{timetable}/wishes/{wish}/lifting              !-!- xxx xxxxxx xx xxx s
POST /timetables/{timetable}/undo                               +-+- xxx xxxxxx xx xxx s
POST /timetables/{timetable}/solution                           +-+- xxx xxxxxx xx xxx s
POST /timetables/{timetable}/stop                               +-+- xxx xxxxxx xx xxx s
POST /timetables/{timetable}/publication                        +-+- xxx xxxxxx xx xxx s
POST /timetables/{timetable}/closing                            +-+- xxx xxxxxx xx xxx s

# A proposal's page is one's own list: there is nothing on it for others. It asks Ping.
GET  /proposals                                                 oooo ooo oooooo oo ooo s
GET  /proposals/{proposal}                                      oooo ooo oooooo oo ooo s
POST /proposals/{proposal}/refusal                              ---- --- -----+ -- --- s
POST /proposals/{proposal}/acceptance                           ---- --- -----+ -- --- s
# Lian is asked to take over from Bin.
GET  /handovers/{handover}                                      oooo ooo oooooo oo ooo s
POST /handovers/{open_handover}/refusal                         ---- --- ---!-- -- --- s
POST /handovers/{handover}/acceptance                           ---- --- ---!-- -- --- s
# Both were answered above: there is no meeting to write down, nothing that could move or be called off.
POST /handovers/{handover}/overlap                              ---- --- ------ -- --- s
POST /handovers/{handover}/move                                 ---- --- ------ -- --- s
POST /handovers/{open_handover}/withdrawal                      ---- --- ------ -- --- s

# A placement is the officers' of its village and the adult's own; the one here is Bin's.
GET  /placements                                                oooo xxx xxxxxx xx xxx s
GET  /placements/{placement}                                    ooo- --- o----- -- --- s
GET  /placements/{placement}/repair                             ooo- xxx xxxxxx xx xxx s
POST /placements/{placement}/repair                             +++- xxx xxxxxx xx xxx s
POST /placements/{placement}/handover                           +++- xxx xxxxxx xx xxx s
POST /placements/{placement}/ending                             +++- --- !----- -- --- s
POST /placements/{placement}/ending/taking-back                 ---- --- ------ -- --- s
POST /placements/{placement}/goodbye                            !!!- --- !----- -- --- s
POST /placements/{placement}/reviews                            ---- xxx xxxxxx xx xxx s
GET  /placements/{open_placement}/backups/new                   ooo- --- ----o- -- --- s
POST /placements/{open_placement}/backups                       +++- --- ----+- -- --- s
# Lian is asked to stand in for Gui: until her yes she finds the question alone.
GET  /backups                                                   oooo xxx xxxxxx xx xxx s
GET  /backups/{backup}                                          ooo- --- --->o- -- --- s
POST /backups/{backup}/person                                   +++- xxx xxxxxx xx xxx s
POST /backups/{backup}/dates                                    +++- xxx xxxxxx xx xxx s
POST /backups/{backup}/acceptance                               +++- --- ---+-- -- --- s
POST /backups/{backup}/refusal                                  ---- --- ---!-- -- --- s
POST /backups/{backup}/ending                                   +++- --- ----+- -- --- s
# The nights are the register's; whoever is to say that the child is back (Gui) says it once.
GET  /children/{child}/nights                                   ooo- xxx xxxxxx xx xxx s
POST /children/{child}/stays                                    +++- xxx xxxxxx xx xxx s
GET  /stays/{stay}                                              ooo- --- ----o- -- --- s
POST /stays/{stay}/dates                                        +++- xxx xxxxxx xx xxx s
POST /stays/{stay}/return                                       +++- --- ----+- -- --- s
POST /stays/{stay}/ending                                       +++- xxx xxxxxx xx xxx s

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
GET  /host-families/{family}                                    ooo- xxx xxxxxx xx xxx s
POST /host-families/{family}/adults                             +++- xxx xxxxxx xx xxx s
POST /host-families/{family}/roster                             +++- xxx xxxxxx xx xxx s
GET  /taking-on                                                 oooo xxx xxxxxx xx xxx s
GET  /taking-on/adults/new                                      oooo xxx xxxxxx xx xxx s
POST /taking-on/adults                                          +++- xxx xxxxxx xx xxx s
GET  /taking-on/homes/new                                       oooo xxx xxxxxx xx xxx s
POST /taking-on/homes                                           +++- xxx xxxxxx xx xxx s
GET  /taking-on/{candidacy}                                     ooo- xxx xxxxxx xx xxx s
POST /taking-on/{candidacy}/yes                                 +++- xxx xxxxxx xx xxx s
POST /taking-on/{candidacy}/invitations                         +++- xxx xxxxxx xx xxx s
POST /taking-on/{candidacy}/visits                              +++- xxx xxxxxx xx xxx s
POST /taking-on/{candidacy}/visits/{check}/answer               -+-- xxx xxxxxx xx xxx s
POST /taking-on/{candidacy}/decision                            +++- xxx xxxxxx xx xxx s
POST /taking-on/{candidacy}/introduction                        +++- xxx xxxxxx xx xxx s
POST /taking-on/{candidacy}/ending                              !!!- xxx xxxxxx xx xxx s
POST /taking-on/{candidacy}/beginning                           +++- xxx xxxxxx xx xxx s
GET  /me/home                                                   oooo ooo oooooo oo ooo s
POST /me/home/{candidacy}/yes                                   ---- --- ---!-- -- --- s
POST /me/home/{candidacy}/no                                    ---- --- ---!-- -- --- s
POST /me/home/{family}/roster                                   +++- --- ----+- -- --- s
POST /me/home/{family}/adults                                   uuu- --- ----+- -- --- s
POST /me/home/{family}/adults/{person}/leaving                  ---- --- ------ -- --- s
POST /host-families/{family}/adults/{person}/leaving            !!!- xxx xxxxxx xx xxx s
POST /host-families/{family}/leaving                            !!!- xxx xxxxxx xx xxx s
GET  /me/offer                                                  oooo ooo oooooo oo ooo s
POST /me/offer                                                  ++++ +++ ++++++ ++ +++ s
GET  /me/together                                               oooo ooo oooooo oo ooo s
POST /me/together                                               ++++ +++ ++++++ ++ +++ s
POST /me/together/{tie}                                         ---- --- ------ -- --- s
POST /helpers/{person}/together                                 uuu- xxx xxxxxx xx xxx s
POST /helpers/{person}/together/{tie}                           !!!- xxx xxxxxx xx xxx s
GET  /me/offers                                                 oooo ooo oooooo oo ooo s
POST /me/offers                                                 uuuu uuu uuuuuu uu uuu s
POST /me/offers/{offer}/ending                                  ---- --- !----- -- --- s
GET  /me/papers                                                 oooo ooo oooooo oo ooo s

# What keeps a child safe. Anyone who reaches the child may worry; who reads it is her officers alone.
GET  /children/{child}/apart                                    ooo- xxx xxxxxx xx xxx s
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
POST /series/{series}/fairness                                  +++x +xx xxxxxx xx xxx s
POST /series/{series}/word                                      +++x +xx xxxxxx xx xxx s
POST /series/{series}/ending                                    +++x +xx xxxxxx xx xxx s
POST /series/{series}/sessions                                  +++x +xx xxxxxx xx xxx s
POST /series/{series}/children/{child}/ending                   +++x +xx xxxxxx xx xxx s
GET  /sessions                                                  oooo o>> >>>>>> >> >>> s
GET  /sessions/asked                                            oooo oxx xxxxxx xx xxx s
GET  /sessions/open                                             oooo ooo oooooo oo ooo s
GET  /sessions/changes                                          oooo oxx xxxxxx xx xxx s
GET  /sessions/{session}/group                                  ---- --- ---o-- -- --- s
GET  /sessions/{session}/chain                                  ooox oxx xxxxxx xx xxx s
POST /sessions/{session}/chain                                  +++x +xx xxxxxx xx xxx s
POST /sessions/{session}/asking/ending                          ---- --- ------ -- --- s
POST /sessions/{session}/asking/no                              ---x -xx xxxxxx xx xxx s
POST /sessions/{session}/division                               +++x +xx xxxxxx xx xxx s
POST /sessions/{session}/joining                                ---- --- ------ -- --- s
POST /sessions/{session}/group                                  ---- --- ---+-- -- --- s
POST /sessions/{session}/people                                 +++x +xx xxxxxx xx xxx s
GET  /sessions/stop                                             oooo oxx xxxxxx xx xxx s
POST /sessions/changes                                          +++x +xx xxxxxx xx xxx s
POST /sessions/stop                                             +++x +xx xxxxxx xx xxx s
GET  /sessions/{session}                                        oooo ooo oooooo oo ooo s
POST /sessions/{session}/cancellation                           +++x +xx xxxxxx xx xxx s
GET  /check-in                                                  oooo ooo oooooo oo ooo s
GET  /check-in/{session}/{code}                                 oooo ooo oooooo oo ooo s
POST /check-in                                                  ++++ +++ ++++++ ++ +++ s
GET  /sessions/{session}/code                                   ooox oxx xxxxxx xx xxx s
GET  /sessions/{session}/code/now                               ooox oxx xxxxxx xx xxx s
GET  /sessions/{session}/code/paper                             ooox oxx xxxxxx xx xxx s
POST /sessions/{session}/code                                   +++x +xx xxxxxx xx xxx s
POST /sessions/{session}/attestations                           +++x +xx xxxxxx xx xxx s
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
GET  /message-kinds                                             oxoo xxx xxxxxx xx oxx s
GET  /message-kinds/{message_kind}                              oxoo xxx xxxxxx xx oxx s
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
GET  /registers/{session}/paper                                 ooox oxx xxxxxx xx xxx s
POST /registers/{session}/paper                                 +++x +xx xxxxxx xx xxx s
POST /registers/{session}/paper/confirmation                    +++x +xx xxxxxx xx xxx s
GET  /registers/{session}/paper/image                           ooox oxx xxxxxx xx xxx s
POST /registers/{session}/paper/lines                           +++x +xx xxxxxx xx xxx s
GET  /registers/{session}/roster                                ooox oxx xxxxxx xx xxx s

# What is one's own: hours, and calendars by a token that says nothing to anybody else.
GET  /calendars/{name}                                          ---- --- ------ -- --- -
HEAD /calendars/{name}                                          ---- --- ------ -- --- -
GET  /calendars/sessions/{session}                              ---- --- ------ -- --- s
GET  /me/feeds/guide                                            oooo ooo oooooo oo ooo s
GET  /me/away                                                   oooo ooo oooooo oo ooo s
POST /me/away                                                   ++++ +++ ++++++ ++ +++ s
POST /me/away/{leave}/ending                                    ---- --- !----- -- --- s
POST /series/{series}/standing                                  ++++ +++ ++++++ ++ +++ s
POST /series/{series}/successor                                 ---- -xx xxxxxx xx xxx s
POST /series/{series}/goodbye                                   ---- --- ------ -- --- s
POST /series/{series}/standing/ending                           ---- --- ------ -- --- s
GET  /hours                                                     oooo ooo oooooo oo ooo s
POST /hours/{entry}/doubts                                      ---- --- +----- -- --- s
POST /hours/certificates                                        x+xx +++ ++++++ xx xxx s
GET  /hours/certificates/{certificate}                          ---- --- o----- -- --- s
GET  /hours/certificates/{certificate}/progress                 ---- --- o----- -- --- s
GET  /hours/certificates/{certificate}/paper.pdf                ---- --- ------ -- --- s
POST /hours/certificates/{certificate}/revocation               +++- +xx xxxxxx xx xxx s
GET  /v                                                         oooo ooo oooooo oo ooo o
GET  /v/{code}                                                  ---- --- ------ -- --- -
GET  /hours/ledger                                              oooo oxx xxxxxx xx xxx s
GET  /hours/ledger/{person}                                     ooo- oxx xxxxxx xx xxx s
POST /hours/agreements                                          +++- +xx xxxxxx xx xxx s
POST /hours/entries/{entry}/refusal                             +++- +xx xxxxxx xx xxx s
GET  /records                                                   oooo oxx xxxxxx xx xxx s
GET  /records/forms/{form}                                      oooo oxx xxxxxx xx xxx s
POST /records/forms                                             uxuu xxx xxxxxx xx xxx s
POST /records/forms/{form}/ending                               !x!- xxx xxxxxx xx xxx s
GET  /records/month?centre={centre}&month=2026-11-01            >>>> >xx xxxxxx xx xxx s
GET  /records/months/{centre}                                   ooox oxx xxxxxx xx xxx s
GET  /records/sessions/{session}                                ooox oxx xxxxxx xx xxx s
GET  /missed                                                    oooo oxx xxxxxx xx xxx s
GET  /missed/mine                                               oooo ooo oooooo oo ooo s
GET  /missed/rules                                              xxox xxx xxxxxx xx xxx s
POST /missed/rules                                              xx+x xxx xxxxxx xx xxx s
POST /missed/{no_show}/appeal                                   ---- --- +----- -- --- s
POST /missed/appeals/{appeal}                                   +++- +xx xxxxxx xx xxx s
POST /missed/talks/{talk}                                       !!!- !xx xxxxxx xx xxx s
POST /missed/mistakes/{no_show}                                  !!!- !xx xxxxxx xx xxx s
POST /registers/{session}/missed                                +++x +xx xxxxxx xx xxx s
POST /hours/doubts/{dispute}                                    +++- +xx xxxxxx xx xxx s
POST /hours/ledger/{person}/corrections/{entry}                 +++- +xx xxxxxx xx xxx s
GET  /me/feeds                                                  oooo ooo oooooo oo ooo s
POST /me/feeds                                                  x+xx ++x ++++++ xx xxx s
POST /me/feeds/{feed}/clients                                   ---- --- ------ -- --- s
POST /me/feeds/{feed}/ending                                    ---- --- ------ -- --- s
POST /me/feeds/{feed}/renewal                                   ---- --- ------ -- --- s

# Visiting teams: proposed by an office or the leader (Lian), decided by another; seen at the place and by the team (Dong is on it).
GET  /team-visits                                               oooo oxx xxxxxx xx xxx s
GET  /team-visits/new                                           oxoo xxx xxxxxx xx xxx s
GET  /team-visits/{visit}                                       ooo- o-- --oo-- -- --- s
GET  /teams/new                                                 oxoo xxx xxxxxx xx xxx s
POST /teams                                                     +x++ xxx xxxxxx xx xxx s
POST /team-visits                                               +x+- xxx xxxxxx xx xxx s
POST /team-visits/{visit}/days                                  +-+- --- ---+-- -- --- s
POST /team-visits/{visit}/days/ending                           !-!- --- ---!-- -- --- s
POST /team-visits/{visit}/days/decision                         +x+- xxx xxxxxx xx xxx s
POST /team-visits/{visit}/decision                              +x+- xxx xxxxxx xx xxx s
POST /team-visits/{visit}/ending                                +x+- x-- --x+-- -- --- s
GET  /team-visits/{visit}/days                                  o-o- --- ---o-- -- --- s
GET  /team-visits/{visit}/handover                              ---- --- ---o-- -- --- s
POST /team-visits/{visit}/handover                              xxx- x-- --x+-- -- --- s
POST /team-visits/{visit}/handover/reading                      ---- -xx xxxxxx xx xxx s
GET  /me/team                                                   ---- --- ---o-- -- --- s
GET  /me/team/visits/new                                        ---- --- ---o-- -- --- s
POST /me/team/visits                                            ---- --- ---+-- -- --- s
POST /me/team/invitations                                       ---- --- ---+-- -- --- s
POST /team-visits/{visit}/clearances                            +x+- xxx xxxxxx xx xxx s
POST /team-visits/{visit}/results                               +x+- xxx xxxxxx xx xxx s
GET  /team-visits/{visit}/results/{book}                        oxo- xxx xxxxxx xx xxx s
POST /team-visits/{visit}/results/{book}/entering               +x+- xxx xxxxxx xx xxx s
POST /team-visits/{visit}/leader                                !-!- --- ---!-- -- --- s
POST /me/team/members/{person}/ending                           ---- --- ---!-- -- --- s
"""
