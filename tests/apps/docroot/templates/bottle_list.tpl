<!doctype html>
<title>{{title}}</title>
% for number, word in enumerate(words, 1):
  <p>{{number}}: {{word}} {{!'<b>raw</b>' if word == 'raw' else ''}}</p>
% end
% if not words:
  <p>none</p>
% end
