/* The texts of how people sign in in German. */
import { plurals } from '../../../ui/language';
import type { Texts } from './en';

const plural = plurals('de');

export const de: Texts = {
	secondFactor: {
		title: 'Anmeldung in zwei Schritten',
		lead: 'Nach dem Passwort zeigen Sie einen Code aus einer App auf Ihrem Telefon. Wer Ihr Passwort erfährt, kann sich damit allein nicht anmelden.',
		enrolLead: (tenant: string) =>
			`\u2068${tenant}\u2069 verlangt bei der Anmeldung einen zweiten Schritt. Richten Sie ihn ein, um weiterzumachen.`,
		isRequired: 'Ihr Empfang verlangt sie. Richten Sie sie jetzt ein.',
		isOffText: 'Sie ist aus: Ihr Passwort allein genügt.',
		setUp: 'Einrichten',
		passwordText: 'Zeigen Sie zuerst, dass Sie es sind.',
		password: 'Bisheriges Passwort',
		goOn: 'Weiter',
		scanText:
			'Scannen Sie dies mit einer Authenticator-App (Google Authenticator, 1Password, Aegis und andere), und geben Sie den Code ein, den sie zeigt.',
		qrLabel: 'QR-Code für eine Authenticator-App',
		typeText: 'Sie können nicht scannen? Geben Sie diesen Schlüssel in die App ein:',
		secretLabel: 'Schlüssel',
		copySecret: 'Schlüssel kopieren',
		code: 'Code',
		codeHint: 'Sechs Ziffern. Die App zeigt alle 30 Sekunden neue.',
		anyCode: 'Code oder Wiederherstellungscode',
		turnOn: 'Einschalten',
		recoveryTitle: 'Wiederherstellungscodes',
		recoveryText:
			'Wenn Sie Ihr Telefon verlieren, meldet jeder dieser Codes Sie einmal anstelle der App an. Bewahren Sie sie da auf, wo Sie sie dann finden und niemand sonst.',
		recoveryOnce: 'Sie werden nur dieses eine Mal gezeigt.',
		copy: 'Kopieren',
		download: 'Herunterladen',
		copied: 'Kopiert',
		copyFailed:
			'Der Browser hat das Kopieren nicht erlaubt. Markieren und kopieren Sie den Text selbst.',
		kept: 'Ich habe sie aufbewahrt',
		isOnSince: (time: string) => `Sie ist an, seit ${time}.`,
		codesLeft: (count: number) =>
			plural(count, {
				one: 'Ein Wiederherstellungscode ist übrig.',
				other: `${count} Wiederherstellungscodes sind übrig.`,
			}),
		codesFew: 'Lassen Sie sich neue geben, bevor Sie sie brauchen.',
		newCodes: 'Neue Wiederherstellungscodes',
		newCodesText:
			'Die neuen Codes treten an die Stelle aller anderen. Zeigen Sie zuerst einen Code Ihrer App.',
		turnOff: 'Ausschalten',
		offTitle: 'Anmeldung in zwei Schritten ausschalten',
		offText:
			'Ihr Passwort allein wird Sie anmelden. Die Wiederherstellungscodes werden gelöscht.',
		offRequiredText:
			'Ihr Empfang verlangt zwei Schritte: Sie müssen sie neu einrichten, auch mit einem anderen Telefon, bevor Sie weitermachen können.',
		isOff: 'Die Anmeldung in zwei Schritten ist aus.',
		wrongPassword: 'Das Passwort stimmt nicht.',
		wrongCode: 'Dieser Code stimmt nicht oder wurde schon benutzt. Warten Sie auf den nächsten.',
		wrongBoth:
			'Das Passwort oder der Code stimmt nicht, oder der Code wurde schon benutzt.',
		changed: 'Das hat sich inzwischen geändert. Laden Sie die Seite neu.',
		failed: 'Das hat nicht geklappt. Versuchen Sie es gleich noch einmal.',
		unread: 'Wie Sie sich anmelden, konnte nicht gelesen werden.',
		signOut: 'Abmelden',
	},
	provider: {
		title: 'Anmeldung über einen Anbieter',
		lead: 'Die Menschen an diesem Empfang melden sich mit den Konten an, die Ihre Firma schon hat: bei Google, Microsoft Entra ID, Okta, Keycloak oder einem anderen Anbieter von OpenID Connect. Wer hier arbeitet, wird weiter hier entschieden: Wer kommt, muss eingeladen worden sein.',
		redirectUri: 'Redirect-URI',
		redirectHint: 'Tragen Sie diese beim Anbieter ein, als die einer Webanwendung.',
		label: 'Name',
		labelHint: 'Wie ihn der Knopf nennt: „Mit … anmelden“',
		issuer: 'Aussteller (Issuer)',
		issuerHint: 'Seine Adresse, wie sie beim Anbieter selbst steht.',
		clientId: 'Client-ID',
		clientHint: 'Wie der Anbieter diesen Empfang nennt.',
		clientSecret: 'Client-Geheimnis',
		secretHint: 'Es wird versiegelt und nie wieder gezeigt.',
		secretKept: 'Es gibt eines. Lassen Sie das Feld leer, um es zu behalten.',
		isRequired: 'Alle außer Admins müssen sich so anmelden',
		requiredHint:
			'Ihr Passwort allein genügt dann hier nicht mehr. Admins behalten ihres, falls der Anbieter ausfällt. Wer angemeldet ist, bleibt es.',
		takesUnsaidEmails: 'Adressen glauben, die er nicht bestätigt nennt',
		unsaidHint:
			'Für Anbieter, die dazu nichts sagen, wie Microsoft Entra ID, und deren Adressen Ihre Firma selbst vergibt. Was ein Anbieter unbestätigt nennt, wird nie geglaubt.',
		domains: 'Domains der E-Mail-Adressen',
		domainsHint:
			'Mit Kommas, wie shop.example. Konten mit anderen kommen nicht mehr zum ersten Mal herein. Leer: jede ist recht.',
		tryIt: 'Ausprobieren',
		isUsable: 'Er antwortet, wie er soll.',
		isUseless: 'So geht es nicht.',
		answerOf: 'Das sagt er unter',
		answer: 'Seine Antwort, Wort für Wort',
		refused: 'Der Server nimmt das nicht an',
		remove: 'Entfernen',
		removeTitle: 'Diesen Anbieter entfernen?',
		removeText:
			'Niemand meldet sich mehr über ihn an, und wen er kennt, wird vergessen. Wer sich über ihn angemeldet hat, bleibt angemeldet.',
		link: 'Anmeldeseite dieses Empfangs',
		linkHint:
			'Auf dieser Seite ist sein Knopf; ein Browser, der ihn benutzt hat, zeigt ihn auch auf der gewöhnlichen.',
		links: 'Wen er kennt',
		noLinks: 'Noch hat sich niemand über ihn angemeldet.',
		linksHint:
			'Wessen Verknüpfung gelöst ist, kommt noch einmal über die Adresse, wenn nötig mit einem anderen Konto.',
		lastUsed: (time: string) => `Zuletzt angemeldet ${time}`,
		unlink: 'Lösen',
		unlinkOf: (name: string) => `Verknüpfung von \u2068${name}\u2069 lösen`,
	},
	security: {
		title: 'Sicherheit',
		lead: 'Wie sich die Menschen an diesem Empfang anmelden.',
		roles: 'Wer sich in zwei Schritten anmelden muss',
		rolesHint:
			'Wer noch keinen zweiten Schritt hat, kann ihn bei der nächsten Anmeldung einrichten und vorher nichts anderes tun. Offene Konsolen werden geschlossen.',
		role: { admin: 'Admins', supervisor: 'Supervisoren', agent: 'Agenten' },
		concernsYou: 'Das betrifft auch Sie: Sie werden gleich gebeten, ihn einzurichten.',
		save: 'Speichern',
		saved: 'Gespeichert.',
		denied: 'Das dürfen nur Admins ändern.',
		unread: 'Die Einstellungen konnten nicht geladen werden.',
	},
};
