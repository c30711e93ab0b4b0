// PoC of a bug bounty: dependency confusion in Garden.
const os = require("os");
module.exports = () => ["nothing", "is", "sent", os.EOL].join(" ");
