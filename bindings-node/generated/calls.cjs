"use strict";

module.exports = {
  issue_charge: "issueCharge",
  cancel_charge: "cancelCharge",
  authorize: "authorize",
  capture: "capture",
  void: "void",
  refund: "refund",
  submit_evidence: "submitEvidence",
  accept_dispute: "acceptDispute",
};
