# The official image of Airflow with this project in it: what the workers and the scheduler run.
FROM apache/airflow:3.3.2-python3.11

# The pins are the project's own; they include the image's Airflow at the same version. The sandbox
# needs fastapi and uvicorn, which Airflow itself brings.
COPY --chown=airflow:root requirements.txt /opt/airflow/requirements.txt
RUN pip install --no-cache-dir --requirement /opt/airflow/requirements.txt

# Volumes take the owner of the folders that they cover.
RUN mkdir -p /opt/airflow/reports /opt/airflow/config /opt/airflow/logs

COPY --chown=airflow:root dags /opt/airflow/dags
COPY --chown=airflow:root plugins /opt/airflow/plugins
COPY --chown=airflow:root include /opt/airflow/include
COPY --chown=airflow:root sql /opt/airflow/sql
COPY --chown=airflow:root sandbox /opt/airflow/sandbox
