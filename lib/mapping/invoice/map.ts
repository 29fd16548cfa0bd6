import { hasErrors, type Finding } from '../../core/finding';
import {
	identityFindings,
	indexIdentities,
	type Identified,
	type IdentityIndex,
	type KnownRecords,
} from '../../core/identity';
import { KEY_LENGTH } from '../../core/keys';
import { add, minorText, ZERO, type Decimal } from '../../core/money';
import {
	driftFindings,
	NO_REFERENCES_KNOWN,
	resolveReferences,
	type KnownReferences,
	type Referred,
} from '../../core/references';
import { lineCodes } from './codes';
import { withoutHeadings } from './headings';
import { currencyOf, customerFindings, datesOf, invoiceNumberOf } from './header';
import { inCommon, planLines, roundingLine } from './lines';
import type { InvoiceMapping } from './mapping';
import type { InvoicePlan, MappedInvoice } from './plan';
import { planHash } from './planHash';
import { readLineAmounts, readTotals, type LineAmounts } from './readAmounts';
import { sidesOf } from './sides';
import type { InvoiceSource } from './source';
import { reckon } from './totals';
import { whyWithheld } from './withheld';
import { HOW_TO_CORRECT, whoOf } from './words';

/**
 * Maps invoices and credit notes to plans, all of a run together, because a number that two share can only be seen so.
 * Never throws on a record: all that is wrong with it stands in its findings at once, as far as no list of Uniconta is
 * needed to see it; the writer adds the rest.
 */
export function mapInvoices(
	sources: readonly InvoiceSource[],
	mapping: InvoiceMapping,
	known: KnownRecords,
	knownReferences: KnownReferences = NO_REFERENCES_KNOWN,
): MappedInvoice[] {
	const run = indexIdentities(sources.map(identityOf));
	return sources.map((source) => mapInvoice(source, mapping, run, known, knownReferences));
}

function mapInvoice(
	invoice: InvoiceSource,
	mapping: InvoiceMapping,
	run: IdentityIndex,
	known: KnownRecords,
	knownReferences: KnownReferences,
): MappedInvoice {
	const who = whoOf(invoice);
	const before = known.byMomentId.get(invoice.id);
	const waitingSince = known.last?.get(invoice.id)?.waitingSince;
	const base = {
		entity: 'invoice' as const,
		key: invoice.invoiceNumber,
		momentId: invoice.id,
		name: invoice.customerName.trim(),
		hash: '',
		...(before === undefined ? {} : { known: before }),
		...(waitingSince === undefined ? {} : { waitingSince }),
	};
	const withheld = whyWithheld(invoice, mapping.firstNumber, who);
	if (withheld !== undefined)
		return {
			...base,
			sending: 'withheld',
			findings: [withheld],
			...(isSaidOf(invoice.id, withheld, known) ? { withheldBefore: true } : {}),
		};

	const { planned, findings } = planOf(invoice, mapping, who);
	const references = resolveReferences(referredBy(invoice), knownReferences, who);
	findings.push(...cutOverFindings(mapping, who), ...identityFindings(identityOf(invoice), run, known));
	// What becomes of a customer after its invoice was posted is no matter of the invoice.
	if (before?.outcome !== 'posted') findings.push(...driftFindings(references));
	return { ...base, sending: 'send', ...planned, findings, references };
}

/** Its customer, and the projects of header and lines. */
function referredBy({ customerId, customerNumber, customerName, project, lines }: InvoiceSource): Referred[] {
	const projects = [project, ...lines.map((line) => line.project)].flatMap((one) => (one === undefined ? [] : [one]));
	return [
		{ entity: 'customer', momentId: customerId, key: customerNumber, name: customerName },
		...projects.map(({ id, projectNumber, name }) => ({
			entity: 'project' as const,
			momentId: id,
			key: projectNumber,
			name,
		})),
	];
}

/**
 * While its number holds up others the log has another message, an error: so the same reason means that it does not.
 */
function isSaidOf(momentId: string, { message }: Finding, { last }: KnownRecords): boolean {
	const said = last?.get(momentId);
	return said?.outcome === 'withheld' && said.message === message;
}

function identityOf(invoice: InvoiceSource): Identified {
	return { momentId: invoice.id, key: invoice.invoiceNumber, who: whoOf(invoice), noun: 'invoice' };
}

function cutOverFindings({ firstNumber }: InvoiceMapping, who: string): Finding[] {
	if (firstNumber !== undefined) return [];
	return [
		{
			level: 'error',
			field: 'First invoice number',
			value: '',
			message: `${who} is not sent, because the first invoice number is not set: invoices before it were booked in another way.`,
			fix: 'Enter the first invoice number to be sent as invoices.firstNumber in the Data Table moment_uniconta_settings.',
		},
	];
}

interface Planning {
	planned?: { plan: InvoicePlan; hash: string };
	findings: Finding[];
}

function planOf(source: InvoiceSource, mapping: InvoiceMapping, who: string): Planning {
	const invoice = withoutHeadings(source);
	const read = invoice.lines.map((line, index) => readLineAmounts(invoice, line, index));
	const readable = read.flatMap(({ amounts }) => (amounts === undefined ? [] : [amounts]));
	const { totals: stated, findings: totalFindings } = readTotals(invoice, who);
	const { kind, lines: amounts, totals, findings: kindFindings } = sidesOf(invoice, readable, stated, who);

	const number = invoiceNumberOf(invoice, who);
	const dates = datesOf(invoice, kind, who);
	const { currency, exchangeRate, statedRate, findings: currencyFindings } = currencyOf(invoice, mapping, who);
	const { codes, findings: codeFindings } = lineCodes(invoice, mapping, who);
	const unreadable = [...totalFindings, ...read.flatMap(({ findings }) => findings), ...noLines(invoice, who)];
	const findings = [
		...number.findings,
		...customerFindings(invoice, who),
		...dates.findings,
		...currencyFindings,
		...kindFindings,
		...codeFindings,
		...unreadable,
	];
	if (hasErrors(unreadable)) return { findings };

	const planned = planLines(invoice, kind, amounts, codes);
	const said = { totals, estimatedVat: estimatedVat(amounts) };
	const {
		net,
		vat,
		rounding,
		isStated,
		findings: sumFindings,
	} = reckon(planned.lines, said, mapping.roundingTolerance, who);
	const rounded = roundingFindings(rounding, mapping, who);
	findings.push(...planned.findings, ...sumFindings, ...rounded);
	if (number.number === undefined || dates.dates === undefined) return { findings };
	const taken = rounding !== 0 && rounded.length === 0 ? rounding : 0;
	const project = invoice.project?.projectNumber ?? inCommon(planned.lines.map((line) => line.project));
	const plan: InvoicePlan = {
		number: number.number,
		kind,
		customer: invoice.customerNumber,
		...dates.dates,
		currency,
		...(exchangeRate === undefined ? {} : { exchangeRate }),
		project,
		orderReference: invoice.orderReference.trim(),
		creditedInvoice: kind === 'creditNote' ? invoice.creditedInvoiceNumber.trim() : '',
		dimension: mapping.department.choice === 'none' ? 0 : mapping.department.dimension,
		lines: [
			...planned.lines,
			...(taken === 0 ? [] : [roundingLine(mapping.roundingAccount, taken, planned.lines, project)]),
		],
		net: net + taken,
		vat,
		gross: net + taken + vat,
	};
	return { planned: { plan, hash: planHash(plan, { rate: statedRate, total: isStated }) }, findings };
}

/** An empty invoice is never sent (MO16). */
function noLines(invoice: InvoiceSource, who: string): Finding[] {
	if (invoice.lines.length > 0) return [];
	return [
		{
			level: 'error',
			field: 'Lines',
			value: '',
			message: `${who} has no lines, so there is nothing to book.`,
			fix: HOW_TO_CORRECT,
		},
	];
}

function estimatedVat(lines: readonly LineAmounts[]): Decimal | undefined {
	let sum = ZERO;
	for (const { vat } of lines) {
		if (vat === undefined) return undefined;
		sum = add(sum, vat);
	}
	return sum;
}

function roundingFindings(rounding: number, { roundingAccount }: InvoiceMapping, who: string): Finding[] {
	if (rounding === 0) return [];
	const amount = minorText(rounding);
	if (roundingAccount === '') {
		return [
			{
				level: 'error',
				field: 'Rounding account',
				value: amount,
				message: `${who} has a rounding of ${amount}, and no rounding account is set.`,
				fix:
					'Choose a ledger account for roundings, of the type Revenue and without VAT, in the set-up form (page Invoices), ' +
					'or enter its number as invoices.roundingAccount in the Data Table moment_uniconta_settings.',
			},
		];
	}
	if (roundingAccount.length <= KEY_LENGTH) return [];
	return [
		{
			level: 'error',
			field: 'Rounding account',
			value: roundingAccount,
			message: `${who} has a rounding of ${amount}, and the rounding account "${roundingAccount}" is longer than the ${KEY_LENGTH} characters of Uniconta's account numbers.`,
			fix: 'Correct invoices.roundingAccount in the Data Table moment_uniconta_settings.',
		},
	];
}
