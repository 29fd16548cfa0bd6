import { setupRow, type SetupRow } from './row';
import { commaList, isActive, isAddress, isSender } from '../../state/people';
import { whereToSet } from './settings';
import { named, type SetupContext } from './context';
import { notGiven, type MomentPerson } from './given';

const PAGE = 'in the set-up form, on the page "Who is told, and notes"';
const EXPECTED = 'somebody who is told when something needs a hand';

/**
 * Who is told (M14): somebody at all, users that Moment still has, and an address for each. None of it blocks: the log
 * says all the same.
 */
export function recipientRows({ values, moment: { users } }: SetupContext): SetupRow[] {
	const ids = commaList(values['notify.users']);
	const addresses = commaList(values['notify.addresses']);
	const unread =
		ids.length > 0 && (users === undefined || 'trouble' in users)
			? [notGiven('notifications', 'Users', 'users', { given: users })]
			: [];
	const people =
		users !== undefined && 'rows' in users
			? ids.map((id) => ({ id, person: users.rows.find((user) => user.id === id) }))
			: [];
	const reached = [
		...people.flatMap(({ person }) =>
			person !== undefined && isAddress(person.email) ? [`${person.name} <${person.email}>`] : [],
		),
		...addresses.filter(isAddress),
	];
	const wrong = addresses.filter((one) => !isAddress(one));
	return [
		...unread,
		...senderRows(values['notify.from']),
		...people.flatMap(personRows),
		...wrong.map((one) =>
			setupRow('notifications', `Address ${one}`, 'warning', {
				found: `"${one}" is no e-mail address`,
				expected: 'an address such as name@company.example',
				fix: whereToSet('notify.addresses'),
			}),
		),
		...(reached.length > 0
			? [setupRow('notifications', 'Recipients', 'ok', { found: named(reached), expected: EXPECTED })]
			: unread.length > 0
				? []
				: [nobody]),
	];
}

const nobody = setupRow('notifications', 'Recipients', 'warning', {
	found: 'nobody is told by mail: what needs a hand shows in the log alone',
	expected: EXPECTED,
	fix: `Choose users of Moment, or enter addresses, ${PAGE}.`,
});

function senderRows(sender: string): SetupRow[] {
	if (sender === '' || isSender(sender)) return [];
	const found = `"${sender}" is not one e-mail address, so mails go out from the first recipient`;
	const expected = 'one address, alone or behind a name, such as n8n@company.example';
	return [setupRow('notifications', 'Sender', 'warning', { found, expected, fix: whereToSet('notify.from') })];
}

function personRows({ id, person }: { id: string; person: MomentPerson | undefined }): SetupRow[] {
	const row = (name: string, found: string, fix: string): SetupRow[] => [
		setupRow('notifications', `User ${name}`, 'warning', {
			found,
			expected: 'an active user of Moment with an e-mail address',
			fix,
		}),
	];
	if (person === undefined)
		return row(id, `user ${id} is no longer in Moment, and is not told`, `Choose somebody else ${PAGE}.`);
	const { name, email, state } = person;
	const who = `${name} (${id})`;
	if (email === '')
		return row(
			name,
			`${who} has no e-mail address in Moment, and is not told`,
			`Enter one in Moment, or add the address ${PAGE}.`,
		);
	if (!isAddress(email))
		return row(
			name,
			`${who} has "${email}" in Moment, which is no e-mail address`,
			`Correct it in Moment, or add the address ${PAGE}.`,
		);
	if (isActive(state)) return [];
	return row(
		name,
		`${who} is no longer active in Moment ("${state}"); mails to ${email} may be read by nobody`,
		`Choose somebody else ${PAGE}.`,
	);
}
