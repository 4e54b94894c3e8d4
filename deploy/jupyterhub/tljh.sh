#!/bin/sh
# The Littlest JupyterHub sur une machine Ubuntu ou Debian : le cours pour une classe, connexion par Moodle (LTI 1.3).
# TLJH est déjà installé (https://tljh.jupyter.org) ; ce script le règle. À lancer en root, dans un dépôt de Chevet :
#   MOODLE=https://moodle.exemple.fr CLIENT=identifiant-copié-de-Moodle HOTE=carnets.exemple.fr \
#     COURRIEL=dsi@exemple.fr sh deploy/jupyterhub/tljh.sh
# Il peut être relancé.
set -eu
: "${MOODLE:?}" "${CLIENT:?}" "${HOTE:?}" "${COURRIEL:?}"
ici=$(cd "$(dirname "$0")/../.." && pwd)
utilisateur=/opt/tljh/user/bin/python
concentrateur=/opt/tljh/hub/bin/python3

# 1. Ce que font tourner les étudiants : les versions du verrou, empreintes vérifiées, puis le cours.
"$utilisateur" -m pip install --require-hashes -r "$ici/requirements-hub.lock"
mkdir -p /opt/chevet
(cd "$ici" && git archive HEAD) | tar -x -C /opt/chevet
"$utilisateur" -m pip install --no-deps --no-build-isolation /opt/chevet
for module in formgrader create-assignment course-list; do
  /opt/tljh/user/bin/jupyter labextension disable --level=sys_prefix "@jupyter/nbgrader:$module"
done
install -D -m 644 "$ici/deploy/jupyterhub/overrides.json" /opt/tljh/user/share/jupyter/lab/settings/overrides.json
install -D -m 644 "$ici/deploy/jupyterhub/nbgrader_config.py" /etc/jupyter/nbgrader_config.py

# 2. L’échange de nbgrader : ouvert à tous en écriture, chaque dépôt appartient à son étudiant.
install -d -m 777 /srv/nbgrader/exchange

# 3. Les nouveaux comptes commencent avec les chapitres et les travaux pratiques.
install -d /etc/skel/chevet
cp -r /opt/chevet/chapters /opt/chevet/exercises/labs /etc/skel/chevet/

# 4. La connexion par Moodle, et elle seule.
"$concentrateur" -m pip install jupyterhub-ltiauthenticator==1.6.3
tljh-config set auth.type ltiauthenticator.lti13.auth.LTI13Authenticator
tljh-config set auth.LTI13Authenticator.issuer "$MOODLE"
tljh-config set auth.LTI13Authenticator.authorize_url "$MOODLE/mod/lti/auth.php"
tljh-config set auth.LTI13Authenticator.jwks_endpoint "$MOODLE/mod/lti/certs.php"
tljh-config set auth.LTI13Authenticator.username_key sub
tljh-config set auth.LTI13Authenticator.uri_scheme https
install -D -m 644 /dev/stdin /opt/tljh/config/jupyterhub_config.d/chevet.py <<FIN
# Écrit par deploy/jupyterhub/tljh.sh : ce que tljh-config ne sait pas dire (une liste, un oui, un environnement).
c.LTI13Authenticator.client_id = ["$CLIENT"]
c.LTI13Authenticator.allow_all = True
c.Spawner.environment = {"CHEVET_ROOT": "/opt/chevet", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
c.JupyterHub.active_server_limit = 40  # 600 Mo chacun : une machine de 32 Go
FIN

# 5. Par étudiant, et ce qui s’arrête quand personne ne s’en sert.
tljh-config set limits.memory 1G
tljh-config set limits.cpu 1
tljh-config set user_environment.default_app jupyterlab
tljh-config set services.cull.timeout 1800

# 6. HTTPS, sans quoi Moodle ne se connecte pas.
tljh-config set https.enabled true
tljh-config set https.letsencrypt.email "$COURRIEL"
tljh-config unset https.letsencrypt.domains 2>/dev/null || true
tljh-config add-item https.letsencrypt.domains "$HOTE"
tljh-config reload hub
tljh-config reload proxy
