const chalk = require("chalk");
module.exports = (plants) => plants.map((plant) => chalk.green(plant.name)).join(", ");
module.exports.first = (plants) => plants[0];
