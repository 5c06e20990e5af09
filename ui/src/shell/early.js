// Runs before anything is painted, so that a dark screen does not flash white.
try{var h=localStorage.getItem("jz.theme");if(h)document.documentElement.dataset.theme=h}catch(e){}
