{{GET[x]}}
