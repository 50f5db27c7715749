// Documents in which every field is an attack, as JSON Lines. Used as data (run) and as a list (imported).
export const texts = [
  "<script>document.title='pwned'</script>",
  '"><img src=x onerror="document.title=\'pwned\'">',
  "'><svg onload=document.title='pwned'>",
  "</title></textarea></script><!-- &amp; &lt; ]]>",
  "\u202Eesrever\u2066 שלום عالم \u200B\u200D\uFEFF fin",
  "\u202Elanoitceridib \u2067שלום\u2069 fin",
  "\u2069\u202Erehcappahcé fin",
  "=1+1 \u00A0 \"deux\" 'un' & co ; a=b",
];

// What a line of other text shows of a text: without its bidirectional controls when its isolates do not match.
export function shown(text) {
  let depth = 0;
  for (const char of text) {
    if (char >= "\u2066" && char <= "\u2068") depth++;
    if (char === "\u2069" && --depth < 0) break;
  }
  return depth === 0 ? text : text.replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, "");
}

export function documents() {
  return texts.map((text, i) => ({
    id: `hostile-${i + 1}`,
    titre: `${text} titre`,
    question: `${text} question piège\n\n${text} suite`,
    reponse: `${text} réponse piège`,
    auteur: `${text} auteur`,
    ministre: `${text} ministre`,
    type: `${text} type`,
    session: `${text} session`,
    numero: `${text} numero`,
    date: `2023-0${i + 1}-01`,
    date_reponse: `2023-0${i + 1}-20`,
    url: "javascript:document.title='pwned'",
  }));
}

if (process.argv[1] && import.meta.url === new URL(process.argv[1], "file:").href)
  for (const document of documents()) console.log(JSON.stringify(document));
