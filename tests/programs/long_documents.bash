# For tests of what is large. To be loaded by a .bats file.
# shellcheck shell=bash

# documents FROM TO: long ones that hardly compress: some thousands fill every buffer on their way.
documents() {
    /usr/bin/python3 - "$1" "$2" <<'PYTHON'
import json, random, sys
random.seed(int(sys.argv[1]))
words = ["".join(random.choices("abcdefghilmnoprstuv", k=7)) for _ in range(20000)]
for number in range(int(sys.argv[1]), int(sys.argv[2])):
    print(json.dumps({"id": f"long-{number:04}", "titre": f"Rapport {number}", "question": " ".join(random.choices(words, k=900))}))
PYTHON
}
