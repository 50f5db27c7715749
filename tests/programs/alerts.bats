#!/usr/bin/env bats
# Saved searches: what is new is found as the same search finds it, handed over once to the command and once as a mail;
# people ask for them, confirm and end them by mail.
bats_require_minimum_version 1.5.0

load alerts_helper

@test "what is new is told once: to the command as lines, to subscribers as a mail" {
    question q-1 "Les quais de la Meuse"
    night # what was there before is no news
    search meuse "https://site.example/recherche?q=quais+meuse&tri=date&page=2" "adresse = lou@lecteurs.example" "titre = Été à la Meuse"
    search sorel "auteur=sorel&q=tram"
    search repondues "?q=quais" "evenements = repondue"
    search rien "q=introuvable"
    question q-2 "Un tram sur les quais de la Meuse"
    question q-3 "Un tram en ville"
    night --after-commit 'cat >>lines; echo "$HEMICYCLE_GENERATION" >generation'
    [ "$(told)" = "meuse nouvelle q-2"$'\n'"sorel nouvelle q-2"$'\n'"sorel nouvelle q-3" ]
    [ "$(cat generation)" = "$(indexer --json stats | jq .generation)" ]
    jq -es 'all(.titre and .url and .changement and .quand)' lines
    night --after-commit 'echo again >>lines' # nothing new: not run
    [ "$(grep -c again lines)" -eq 0 ]

    [ "$(send --json)" = '{"sent":1,"refused":0,"kept":0}' ]
    [ "$(cat args)" = "-i -f alertes@site.example -- lou@lecteurs.example" ]
    python3 - <<'END'
import email, email.policy
text = open("mails", "rb").read()
assert all(len(line) <= 150 for line in text.split(b"\n")), "a long line" # List-Unsubscribe
assert all(len(line) <= 76 for line in text.split(b"\n\n", 1)[1].split(b"\n")), "a long line"
mail = email.message_from_bytes(text.replace(b"END\n", b""), policy=email.policy.default)
assert not mail.defects, mail.defects
assert mail["From"] == "alertes@site.example" and mail["To"] == "lou@lecteurs.example"
assert mail["Subject"] == "Été à la Meuse : 1 nouveauté", mail["Subject"]
assert mail["Auto-Submitted"] == "auto-generated" and mail["Message-ID"] and mail["Date"].datetime
assert mail["List-Unsubscribe"].startswith("<mailto:alertes@site.example?subject=desinscription%20meuse%20")
assert mail.get_content_charset() == "utf-8"
body = mail.get_content()
assert "Nouvelle question : Le quai q-2\n" in body and "https://site.example/question/q-2\n" in body, body
END
    rm mails
    send
    [ ! -e mails ]

    question q-2 "Un tram sur les quais de la Meuse" '"reponse": "Oui.", "date_reponse": "2024-02-01"'
    rm D/q-3.jsonl lines
    night --max-removed 100 --after-commit 'cat >>lines'
    [ "$(told)" = "meuse repondue q-2"$'\n'"repondues repondue q-2"$'\n'"sorel repondue q-2" ]
}

@test "a command that fails, hangs or reads nothing is told, changes no exit code, and is given the lines again" {
    local code=0
    question q-1 "Les quais"
    night
    search quais "q=quais"
    question q-2 "Encore des quais"
    night --after-commit 'exit 3' 2>err
    grep -q -- '--after-commit: exit code 3' err
    question q-3 "Toujours les quais"
    night --after-commit 'cat >/dev/null; sleep 30' --after-commit-limit 1 2>err
    grep -q 'ended after 1 s' err
    night --after-commit 'cat >>lines' # no commit, but lines that wait
    [ "$(told)" = "quais nouvelle q-2"$'\n'"quais nouvelle q-3" ]
    rm D/q-3.jsonl
    night --max-removed 100 --after-commit 'wc -c >count' # a commit that nothing is found in
    [ "$(cat count)" -eq 0 ]
    indexer --quiet --after-commit 'touch told' sync D # without saved searches: only after a commit
    [ ! -e told ]
    question q-8 "Un quai de plus"
    (trap '' CHLD && exec "$bin/indexer" --index I --quiet --alerts A --after-commit 'exit 3' sync D) 2>err
    grep -q 'exit code 3' err # also where the one who started us hears of no children
    night --after-commit 'cat >>lines'
    told | grep -qx 'quais nouvelle q-8'
    question q-4 "Les gares"
    indexer --quiet --after-commit 'touch told; kill -9 $$' sync D 2>err || code=$?
    [ "$code" -eq 0 ] && [ -e told ] && grep -q 'exit code 137' err
    question q-5 "Les gares"
    touch plain
    indexer --quiet --after-commit ./plain sync D 2>err # not to be executed
    grep -q -- '--after-commit: exit code 126' err
    question q-6 "Les gares"
    # What it leaves behind is not waited for and holds no lock; much that it prints goes through.
    indexer --quiet --after-commit 'exec 3<&0; sleep 60 <&3 & echo $! >child; yes | head -c 1000000' sync D 2>err
    [ "$(wc -c <err)" -eq 1000000 ]
    question q-7 "Les gares"
    indexer --quiet --after-commit 'kill "$(cat child)" && touch ended' sync D
    [ -e ended ]
    for wrong in '' ' '; do
        run -64 indexer --after-commit "$wrong" sync D
    done
    run -64 indexer --after-commit true --after-commit-limit 0 sync D
}

# links_of_mails: where each mail says that all of its search is
links_of_mails() {
    python3 - <<'END'
import quopri, re
for mail in open("mails", "rb").read().split(b"END\n"):
    print(*re.findall(r"Toute la recherche : (.*)", quopri.decodestring(mail.partition(b"\n\n")[2]).decode()), sep="", end="\n")
END
}

@test "a mail leads to the page of its search, however the search is written in its file" {
    question q-1 "Les quais"
    night
    search accents "q=été quais&mode=any" "adresse = lou@lecteurs.example"
    search page "https://site.example/recherche?q=quais+%22d%27été%22&mode=any&page=3&tri=date" "adresse = lou@lecteurs.example"
    search reste "q=quais&limit=5&offset=5&partiels=0" "adresse = lou@lecteurs.example"
    search tout "q=" "adresse = lou@lecteurs.example"
    question q-2 "Encore des quais"
    night
    send
    [ "$(links_of_mails | sort -u | grep .)" = "https://site.example/recherche
https://site.example/recherche?q=%C3%A9t%C3%A9%20quais&mode=any
https://site.example/recherche?q=quais
https://site.example/recherche?q=quais%20%22d%27%C3%A9t%C3%A9%22&mode=any" ]
}

@test "a mail says of a question what is known of it" {
    question q-1 "Les quais"
    night
    search quais "q=quais" "adresse = lou@lecteurs.example"
    echo '{"id":"q-2","titre":"Sans nom","question":"quais","date":"2024","reponse":"Oui.","date_reponse":"2024-02"}' >D/q-2.jsonl
    echo '{"id":"q-3","titre":"À qui","question":"quais","ministre":"Roux Élise","date":"2024-01-02"}' >D/q-3.jsonl
    night
    send
    /usr/bin/python3 -c 'import quopri; print(quopri.decodestring(open("mails", "rb").read()).decode(errors="replace"))' >text
    grep -qx '  2024, réponse de 2024-02' text
    grep -qx '  À Roux Élise, 2024-01-02' text
}

@test "mistakes in saved searches are told with their lines, and the others go on" {
    question q-1 "Les quais"
    night
    search bon "q=quais"
    search champ "q=auteru:sorel"
    search trop "q=quais&cursor=abc"
    search vide ""
    search adresse "q=quais" "adresse = lou@lecteurs.example, max@lecteurs.example"
    printf 'recherche = q=quais\r\nadresse = lou@lecteurs.example\r\nBcc: max@lecteurs.example\r\n' >A/entete.alerte
    printf 'recherche = q=\xe9t\xe9\n' >A/latin.alerte
    question q-2 "Deux quais"
    night --after-commit 'cat >>lines' 2>err
    [ "$(told)" = "bon nouvelle q-2" ]
    grep -q 'A/champ.alerte: .*auteur' err
    grep -q 'A/trop.alerte: .*cursor' err
    grep -q 'A/vide.alerte:1: no value' err
    grep -q 'A/adresse.alerte:2: not a mail address' err
    grep -q 'A/entete.alerte:3: ' err
    grep -q 'A/latin.alerte: not text in UTF-8' err
    run ! grep -q lecteurs err
    run -65 --separate-stderr indexer --alerts A --json alerts list
    [ "$(jq -r .alerte <<<"$output" | sort | paste -sd ' ')" = "bon champ trop" ]
    run -65 indexer --alerts A alerts remove bon ../A/champ
    [ ! -e A/bon.alerte ] && [ -e A/champ.alerte ]
    run -64 indexer --alerts A alerts send # who sends is missing
    run -64 indexer --alerts-address 'a b@c' sync D
}

# mail FROM SUBJECT [HEADER...]: what alerts receive says of it
mail() {
    printf '%s\r\n' "From: $1" "Subject: $2" "${@:3}" '' 'Bonjour.' |
        indexer --alerts A --alerts-address alertes@site.example --base-url https://site.example alerts receive
}

# the subject of the mail sent last
subject_of_last() {
    send
    grep -h '^Subject: ' mails | tail -n 1 | cut -d ' ' -f 2-
}

@test "whoever asks by mail is asked back, confirms with a token that is good once, and ends it" {
    local token ending
    question q-1 "Les quais"
    night
    [ "$(mail 'Lou <lou@lecteurs.example>' 'alerte ?q=quais+%C3%A9t%C3%A9')" = asked ]
    [ -z "$(find A -name '*.alerte')" ]
    token=$(subject_of_last)
    [ "$(mail 'max@lecteurs.example' "Re: $token")" = confirmed ] # from another address of the same person
    grep -q '^adresse = lou@lecteurs.example$' A/abonne-*.alerte
    [ "$(stat -c %a A/abonne-*.alerte A/state/key | sort -u)" = 600 ]
    ending=$(send && grep -ho 'subject=desinscription[^>]*' mails | tail -n 1 | sed 's/subject=//; s/%20/ /g')
    [ "$(mail 'lou@lecteurs.example' "Re: $token")" = refused ] # replayed
    question q-2 "Les quais, l'été"
    night
    send
    grep -q 'question/q-2' mails
    [ "$(mail 'x@autre.example' "${ending%?}")" = ignored ]
    [ "$(mail 'x@autre.example' "$(tr 'a-y' 'b-z' <<<"$ending")")" = ignored ]
    [ "$(mail '' "$ending" 'Auto-Submitted: auto-generated')" = ended ]
    [ "$(mail '' "$ending")" = refused ]
    [ -z "$(find A -name '*.alerte')" ]
    run ! grep -rq 'lecteurs.example' A/spool A/state/requests
}

@test "« M’avertir » prepares a mail that is understood, where somebody reads such mails" {
    local link
    question q-1 "Les quais, l'été & l'hiver"
    night
    start_searchd mails I --alerts-address alertes+questions@site.example
    link=$(ask '/recherche?q=quais+%22l%27%C3%A9t%C3%A9%22&auteur=Sorel+Julie&page=1&tri=date' |
        sed -n 's/.*href="\(mailto:[^"]*\)".*M’avertir.*/\1/p' | sed 's/&amp;/\&/g')
    [[ $link == 'mailto:alertes%2Bquestions@site.example?subject=alerte%20%3Fq%3D'*'&body='* ]]
    link=${link#*subject=}
    [ "$(mail 'lou@lecteurs.example' "$(python3 -c 'import sys, urllib.parse
print(urllib.parse.unquote(sys.argv[1]))' "${link%%&*}")")" = asked ]
    grep -q '^q=quais%20%22l%27%C3%A9t%C3%A9%22&auteur=Sorel%20Julie$' A/state/pending/*
    [ "$(ask "/recherche?q=$(printf 'quai+%.0s' {1..200})" | grep -c 'mailto:')" -eq 0 ] # too long for a subject
    stop_searchd
    start_searchd none I
    [ "$(ask '/recherche?q=quais' | grep -c 'M’avertir')" -eq 0 ]
    stop_searchd
    run -64 "$bin/searchd" --index I --alerts-address 'alertes@site.example, x@y.example' --print-config
}

@test "machines, loops, forged and hostile mails confirm nothing and get no answer" {
    local token i
    question q-1 "Les quais"
    night
    [ "$(mail 'Lou <lou@lecteurs.example>' 'Alerte ?q=quais')" = asked ]
    token=$(subject_of_last)
    rm mails
    for i in 'Auto-Submitted: auto-replied' 'Precedence: bulk' 'Return-Path: <>' 'List-Id: <l.example>' \
        'X-Autoreply: yes' 'Content-Type: multipart/report; report-type=delivery-status' 'From: x@autre.example' \
        'Subject: alerte ?q=x'; do
        [ "$(mail 'lou@lecteurs.example' "Re: $token" "$i")" = ignored ] || { echo "$i" && return 1; }
    done
    [ "$(mail 'lou@lecteurs.example' "Réponse automatique : $token")" = ignored ]
    [ "$(mail 'lou@lecteurs.example' "Re: $token $token")" = ignored ] # two tokens
    [ "$(mail 'lou@lecteurs.example' "Re: ${token/r /r x}")" = refused ]
    for i in 'alertes@site.example' 'MAILER-DAEMON@mx.example' 'no-reply@x.example' 'a@x.example, b@x.example' \
        '"a@x.example" <b@x.example> c' 'a b@x.example <c' 'é@x.example' '-f@' "$(printf 'a%.0s' {1..300})@x.example"; do
        [ "$(mail "$i" 'alerte ?q=quais')" = ignored ] || { echo "$i" && return 1; }
    done
    [ "$(mail 'a@x.example' 'alerte ?q=auteru:sorel')" = refused ]
    [ "$(mail 'a@x.example' 'alerte ?inconnu=1')" = refused ]
    [ "$(mail 'a@x.example' 'alerte ?')" = ignored ]
    [ "$(mail 'a@x.example' "alerte ?q=$(printf 'a%.0s' {1..1000})")" = refused ]
    [ "$(mail 'a@x.example' 'alerte ?q=a%0d%0aBcc:%20b@x.example')" = asked ]
    [ "$(mail 'a@x.example' '=?utf-8?Q?alerte_=3Fq=3Dquais?= =?utf-8?B?JmF1dGV1cj1zb3JlbA==?=')" = asked ]
    for i in 3 4 5; do
        [ "$(mail 'a@x.example' "alerte ?q=quais$i")" = asked ]
    done
    [ "$(mail 'A <a@x.example>' 'alerte ?q=quais6')" = "too many today" ]
    send
    [ "$(grep -c '^To: a@x.example$' mails)" -eq 5 ]
    run ! grep -qi '^Bcc' mails
    grep -qi 'auteur=3Dsorel' mails
    head -c 3000000 /dev/urandom | indexer --alerts A --alerts-address alertes@site.example alerts receive
    { printf 'From: a@x.example\n' && head -c 1000000 /dev/zero; } | indexer --alerts A --alerts-address alertes@site.example alerts receive
    yes 'X: y' | head -n 200000 | indexer --alerts A --alerts-address alertes@site.example alerts receive
    chmod 640 A/state/key
    run -75 mail 'lou@lecteurs.example' "Re: $token"
    [[ $output == *'others may read it'* ]]
    chmod 600 A/state/key
    sed -i "1s/.*/$(($(date +%s) - 48 * 3600 - 5))/" A/state/pending/*
    [ "$(mail 'lou@lecteurs.example' "Re: $token")" = refused ]
    [ -z "$(find A/state/pending -type f)" ] && [ -z "$(find A -name '*.alerte')" ]
}
