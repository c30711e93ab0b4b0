// inert sample
function go(mail) {
  window.location.href = "https://garden.example/sample#" + mail;
}
