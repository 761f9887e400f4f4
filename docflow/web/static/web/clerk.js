// The book chosen in the list opens.
document.querySelectorAll("select[data-go]").forEach((select) => {
  select.addEventListener("change", () => { window.location.assign(select.value); });
});
