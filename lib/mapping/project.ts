import { departmentCode, type DepartmentMapping } from './department';
import { hasErrors, type Finding } from '../core/finding';
import { freeLine } from '../core/freeText';
import {
	identityFindings,
	triedNumbers,
	indexIdentities,
	NOTHING_KNOWN,
	type Identified,
	type KnownRecords,
	type KnownRecord,
} from '../core/identity';
import { CODE_LENGTH, keyFindings } from '../core/keys';
import { phaseOf, type PhaseTable } from './phases';
import type { ProjectSource } from './projectSource';
import { fingerprint, type MappedRecord } from '../core/record';
import { driftFindings, resolveReferences } from '../core/references';
import { codeOfOneTag, type TagGroupChoice } from './tags';

export interface ProjectMapping {
	/** Project group of new projects; `''`: the one that is marked as the default in Uniconta. */
	group: string;
	department: DepartmentMapping;
	/** The tag group whose code is the project category of invoice lines (M6); value `''`: not looked at. */
	categoryTagGroup: TagGroupChoice;
	phases: PhaseTable;
}

/** A project on its way to Uniconta, with what its customer is found by in case Uniconta lacks it. */
export interface MappedProject extends MappedRecord {
	customerId: string;
	customerNumber: string;
}

/**
 * Maps projects, all of a run together, because a number that two projects share can only be seen so. Never throws on a
 * record: what is wrong with it stands in its findings.
 */
export function mapProjects(
	projects: readonly ProjectSource[],
	mapping: ProjectMapping,
	known: KnownRecords,
	knownCustomers: KnownRecords = NOTHING_KNOWN,
): MappedProject[] {
	const run = indexIdentities(projects.map(identityOf));
	return projects.map((project) => {
		const identity = identityOf(project);
		const mapped = mapProject(project, mapping, known.byMomentId.get(project.id));
		const { customerId, customerNumber, customerName } = project;
		const customer = { entity: 'customer' as const, momentId: customerId, key: customerNumber, name: customerName };
		const references = resolveReferences([customer], { customer: knownCustomers, project: known }, identity.who);
		mapped.findings.push(...identityFindings(identity, run, known), ...driftFindings(references));
		return { ...mapped, ...triedNumbers(known, identity), references };
	});
}

function mapProject(project: ProjectSource, mapping: ProjectMapping, before: KnownRecord | undefined): MappedProject {
	const { who } = identityOf(project);
	const findings: Finding[] = keyFindings(project.projectNumber, who, 'Project number');
	const fields: Record<string, unknown> = { Number: project.projectNumber };
	const set = (field: string, value: string): void => {
		if (value.trim() !== '') fields[field] = value.trim();
	};

	if (freeLine(project.name) !== '') set('Name', project.name);
	if (fields['Name'] === undefined) {
		findings.push({
			level: 'error',
			field: 'Name',
			value: '',
			message: `${who} has no name.`,
			fix: 'Give the project a name in Moment.',
		});
	}
	set('Account', project.customerNumber);
	findings.push(...customerFindings(project, who));
	set('Group', mapping.group);
	findings.push(...setPhase(set, project, mapping.phases, who));
	set('StartDate', project.startDate);
	set('EndDate', project.endDate);
	findings.push(...dateFindings(project, who));
	set('Description', project.description);
	findings.push(...setPersonInCharge(set, project, who));

	const { department } = mapping;
	const { code, findings: ofDepartment } = departmentCode(department, {
		who,
		...(project.department === undefined ? {} : { department: project.department }),
		tags: project.tags,
	});
	findings.push(...ofDepartment);
	if (code !== '') set(`Dimension${department.dimension}`, code);
	findings.push(...categoryFindings(project, mapping.categoryTagGroup, who));

	const held = Object.keys(fields).filter((field) => field !== 'Number' && field !== 'Group');
	// Before the blanks are added: they are sent once, and what Moment holds is the same afterwards.
	const hash = fingerprint(fields);
	// Empty in Moment, filled in Uniconta: left alone, unless the log shows that Moment held a value before (G4).
	for (const field of CLEARABLE) {
		if (!(field in fields) && before?.held.includes(field)) fields[field] = '';
	}
	return {
		entity: 'project',
		key: project.projectNumber,
		momentId: project.id,
		name: project.name.trim(),
		uniconta: fields,
		findings,
		held,
		hash,
		...(before === undefined ? {} : { known: before }),
		customerId: project.customerId,
		customerNumber: project.customerNumber,
	};
}

const CLEARABLE = ['StartDate', 'EndDate', 'Description', 'PersonInCharge'] as const;

function identityOf(project: ProjectSource): Identified {
	const name = project.name.trim();
	return {
		momentId: project.id,
		key: project.projectNumber,
		who: `Project ${project.projectNumber || `with Moment id ${project.id}`}${name === '' ? '' : ` "${name}"`}`,
		noun: 'project',
	};
}

function customerFindings({ customerId, customerNumber, customerName }: ProjectSource, who: string): Finding[] {
	if (customerNumber.trim() !== '') return keyFindings(customerNumber, `${who}: its customer`, 'Customer');
	const named = customerName.trim() === '' ? '' : ` "${customerName.trim()}"`;
	return [
		customerId === '' && named === ''
			? {
					level: 'error',
					field: 'Customer',
					value: '',
					message: `${who} has no customer; a project in Uniconta needs one.`,
					fix: 'Choose its customer in Moment.',
				}
			: {
					level: 'error',
					field: 'Customer',
					value: customerName.trim(),
					message: `${who} belongs to the customer${named}, which has no number.`,
					fix: 'Give the customer a number in Moment.',
				},
	];
}

/** A state that the table lacks is said, and the phase in Uniconta is left alone: there is never a guess. */
function setPhase(
	set: (field: string, value: string) => void,
	{ state }: ProjectSource,
	phases: PhaseTable,
	who: string,
): Finding[] {
	if (state.trim() === '') return [];
	const phase = phaseOf(state, phases);
	if (phase !== undefined) {
		set('Phase', phase);
		return [];
	}
	return [
		{
			level: 'warning',
			field: 'Phase',
			value: state,
			message: `${who} has the state "${state}", for which no phase is known; the phase in Uniconta is left as it is.`,
			fix: `Add the state with its phase to projects.phases in the Data Table moment_uniconta_settings, for example {"${state}": "Completed"}; a blank phase says that it is to be left alone.`,
		},
	];
}

function dateFindings({ startDate, endDate }: ProjectSource, who: string): Finding[] {
	if (startDate === '' || endDate === '' || startDate <= endDate) return [];
	return [
		{
			level: 'warning',
			field: 'End date',
			value: endDate,
			message: `${who} ends (${endDate}) before it starts (${startDate}); both dates are transferred as they are.`,
			fix: 'Correct the dates of the project in Moment.',
		},
	];
}

/** Only a number says for sure who it is in Uniconta; a name alone is not looked up. */
function setPersonInCharge(
	set: (field: string, value: string) => void,
	{ managerEmployeeNumber }: ProjectSource,
	who: string,
): Finding[] {
	const number = managerEmployeeNumber.trim();
	if (number.length <= CODE_LENGTH) {
		set('PersonInCharge', number);
		return [];
	}
	return [
		{
			level: 'warning',
			field: 'Person in charge',
			value: number,
			message: `${who} is led by somebody with the employee number "${number}"; Uniconta's have at most ${CODE_LENGTH} characters, so the person in charge is not transferred.`,
			fix: "Correct the person's employee number in Moment.",
		},
	];
}

/** The category belongs to invoice lines (M6): here it is only said in time that its invoices would be refused. */
function categoryFindings(project: ProjectSource, tagGroup: TagGroupChoice, who: string): Finding[] {
	if (tagGroup.value === '') return [];
	const { findings } = codeOfOneTag(project.tags, tagGroup, who);
	if (!hasErrors(findings)) return [];
	return findings.map((finding) => ({
		...finding,
		level: 'warning',
		message: `${finding.message} The project is transferred; its invoices need the project category.`,
	}));
}
