/** What the page « Réviser » says. */

import { daysBetween } from "../../web/leitner.js";
import { french } from "../../web/verdict.js";

export const WORDS = {
  legend: "Que voulez-vous faire\u202f?",
  instruction:
    "Les questions des chapitres, sur les mêmes cartes. Dans les scores, seul compte le premier essai.",
  today: "À revoir aujourd’hui",
  errors: "Refaire mes erreurs",
  exam: "Passer une épreuve blanche",
  chapters: "Chapitres",
  count: "Questions",
  draw: "Tirage n°",
  otherDraw: "Autre tirage",
  noChapter: "Choisissez au moins un chapitre.",
  chapter: "Chapitre",
  all: "Tous les chapitres",
  begin: "Commencer",
  following: "Question suivante",
  last: "Terminer",
  stop: "Arrêter là",
  notYet: "Pas encore\u00a0: ",
  loading: "Chargement de la question…",
  unloaded:
    "Cette question n’a pas pu être chargée. Vérifiez votre connexion, puis rechargez la page\u00a0: vos réponses sont gardées.",
  unkept: "Ce navigateur ne garde pas vos réponses\u00a0: il n’a rien à vous reposer d’une page à l’autre.",
  full: "Ce navigateur n’a plus de place\u00a0: ce que vous répondez ici ne sera pas gardé pour une autre page.",
  none: "Vous n’avez encore répondu à aucune question. Elles viendront ici après votre premier chapitre.",
  noError: "Toutes vos dernières réponses sont entièrement justes\u00a0: aucune erreur à refaire.",
  done: "Révision terminée",
  examLoading: "Chargement des questions…",
  boxes: "Voir les boîtes",
  caption: "Vos questions, par boîte",
  heads: ["Boîte", "Revient après", "Questions"],
};

/** « une question », « 3 questions » */
export const questions = (count) => (count === 1 ? "une question" : `${count}\u00a0questions`);
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** « demain », « dans 3 jours, le mercredi 25 novembre » @param {string} day @param {string} today */
export function dayWords(day, today) {
  const days = daysBetween(today, day);
  if (days <= 0) return "aujourd’hui";
  if (days === 1) return "demain";
  const [year, month, date] = day.split("-").map(Number);
  const named = new Date(year, month - 1, date, 12).toLocaleDateString("fr-FR", {
    weekday: "long",
    day: "numeric",
    month: "long",
  });
  return `dans ${days}\u00a0jours, le ${named}`;
}

/** What waits today. @param {number} due @param {{answered: number, next: string | null}} state */
export function todayWords(due, { answered, next }, today) {
  if (!answered) return WORDS.none;
  if (due)
    return `${capital(questions(due))} à revoir aujourd’hui, sur ${answered} auxquelles vous avez répondu.`;
  return `Rien à revoir aujourd’hui. La prochaine question revient ${dayWords(next, today)}.`;
}

/** @param {number} count @param {number} answered */
export function errorWords(count, answered) {
  if (!answered) return WORDS.none;
  return count ? `${capital(questions(count))} à refaire.` : WORDS.noError;
}

/** What a number of draw is. */
export const drawWords = ({ least, most }) =>
  `Un nombre de ${least} à ${french(most)}. Le même, avec les mêmes chapitres et autant de questions, redonne la même épreuve.`;

export const badDrawWords = ({ least, most }) =>
  `Le tirage est un nombre entier, de ${least} à ${french(most)}.`;

/**
 * What the exam would ask. @param {{asked: number, among: number, unseen: number, draw: number}} told
 */
export function examWords({ asked, among, unseen, draw }) {
  const drawn = `${capital(questions(asked))} sur\u00a0${among}, tirage n°\u00a0${draw}.`;
  if (!unseen)
    return `${drawn} Vous avez déjà répondu à toutes\u00a0: les scores des chapitres n’en changeront pas.`;
  const which =
    unseen === asked ? "Vous n’avez répondu à aucune" : `Vous n’avez jamais répondu à ${questions(unseen)}`;
  const them = unseen > 1 ? "elles" : "elle";
  return `${drawn} ${which}\u00a0: pour ${them}, l’épreuve sera le premier essai, celui qui compte dans le chapitre.`;
}

/** « Épreuve blanche, tirage n° 412 » */
export const examTitle = (draw) => `Épreuve blanche, tirage n°\u00a0${draw}`;

/** « Question 2 sur 3 » */
export const rankWords = (rank, count) =>
  count > 1 ? `Question\u00a0${rank + 1} sur\u00a0${count}` : "Question";

export const chapterWords = ({ number, title }) => `Chapitre\u00a0${number}, ${title}`;

/** « 1 jour », « 32 jours » */
export const delayWords = (days) => `${days}\u00a0jour${days > 1 ? "s" : ""}`;

/** What came of it. @param {{asked: number, answered: number, right: number}} told */
export function doneWords({ asked, answered, right }) {
  if (!answered) return "Aucune réponse cette fois\u00a0: tout reste à revoir.";
  const wrong = answered - right;
  const left = asked - answered;
  return [
    `${right} réponse${right > 1 ? "s" : ""} entièrement juste${right > 1 ? "s" : ""} sur\u00a0${answered}.`,
    wrong && (wrong > 1 ? `${wrong}\u00a0questions reviennent demain.` : "Une question revient demain."),
    left &&
      (left > 1
        ? `${left}\u00a0questions laissées attendent toujours.`
        : "Une question laissée attend toujours."),
  ]
    .filter(Boolean)
    .join(" ");
}
