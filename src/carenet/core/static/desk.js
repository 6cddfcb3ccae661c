// Built from deploy/frontend/scripts/desk.js; the source carries the comments.
(()=>{self.x=1;})();
