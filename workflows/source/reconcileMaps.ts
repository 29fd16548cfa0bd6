import type { NodeSpec } from './canvas';
import { ownNode } from './nodes';
import { setting, settingValue } from './settings';

/** The mappers with what the settings say typed into their panels: the reconciliation runs without Start Run. */
export const mapCustomers = (known: string): NodeSpec =>
	ownNode('momentUnicontaMapper', {
		resource: 'customer',
		operation: 'map',
		tagGroup: setting('customers.tagGroup'),
		ownCountry: setting('company.country'),
		options: {
			faxField: setting('customers.faxField'),
			known,
			knownCompany: setting('company.id'),
			tagGroupName: setting('customers.tagGroupName'),
		},
	});

export const mapProjects = (known: string): NodeSpec =>
	ownNode('momentUnicontaMapper', {
		resource: 'project',
		operation: 'map',
		group: setting('projects.group'),
		dimension: `={{ Number(${settingValue('company.dimension')}) }}`,
		department: setting('projects.department'),
		options: {
			departmentTagGroup: setting('projects.departmentTagGroup'),
			departmentTagGroupName: setting('projects.departmentTagGroupName'),
			categoryTagGroup: setting('invoices.categoryTagGroup'),
			categoryTagGroupName: setting('invoices.categoryTagGroupName'),
			phases: setting('projects.phases'),
			known,
			knownCompany: setting('company.id'),
		},
	});

export const mapInvoices = (known: string): NodeSpec =>
	ownNode('momentUnicontaMapper', {
		resource: 'invoice',
		operation: 'map',
		firstNumber: setting('invoices.firstNumber'),
		categoryTagGroup: setting('invoices.categoryTagGroup'),
		dimension: `={{ Number(${settingValue('company.dimension')}) }}`,
		department: setting('invoices.department'),
		options: {
			categoryTagGroupName: setting('invoices.categoryTagGroupName'),
			departmentTagGroup: setting('invoices.departmentTagGroup'),
			departmentTagGroupName: setting('invoices.departmentTagGroupName'),
			ownCurrency: setting('company.currency'),
			roundingAccount: setting('invoices.roundingAccount'),
			roundingTolerance: setting('invoices.roundingTolerance'),
			known,
			knownCompany: setting('company.id'),
		},
	});
